package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Software statements that live for minutes are had when they are needed, and none is sent that cannot be good. */
class SoftwareStatementsTest extends SoftwareStatementsFixture {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void resolve_eachRegistration_hasAStatementOfItsOwn() {
        Deque<String> issued = new ConcurrentLinkedDeque<>();
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> {
                    issued.add(statement(Duration.ofMinutes(5), "s" + issued.size()));
                    return issued.getLast();
                }))
                .build();

        DcrCredentials first = kit.resolver().resolve(request);
        assertThat(kit.resolver().resolve(request).clientId()).isEqualTo(first.clientId());
        assertThat(issued).hasSize(1);
        kit.clock().advance(Duration.ofHours(1));
        kit.resolver().replace(request);

        assertThat(issued).hasSize(2).doesNotHaveDuplicates();
        assertThat(sent()).containsExactlyElementsOf(issued);
    }

    @Test
    void key_statementSuppliedOrNot_isTheSame() {
        assertThat(kit.requestBuilder()
                        .metadata(m -> m.softwareStatement(() -> "e30.e30.x"))
                        .build()
                        .key())
                .isEqualTo(kit.request().key());
    }

    @Test
    void resolve_statementSetTwice_theLastIsSent() {
        kit.resolver()
                .resolve(kit.requestBuilder()
                        .metadata(m ->
                                m.softwareStatement(() -> "e30.e30.supplied").softwareStatement("e30.e30.fixed"))
                        .build());
        kit.resolver()
                .resolve(kit.requestBuilder()
                        .variant("other")
                        .metadata(m -> m.softwareStatement("e30.e30.fixed").softwareStatement(() -> "e30.e30.supplied"))
                        .build());

        assertThat(sent()).containsExactly("e30.e30.fixed", "e30.e30.supplied");
    }

    @Test
    void resolve_longestStatement_isSentReadBackAndKept() {
        String longest = statement(Duration.ofMinutes(5), "long", LONGEST);
        DcrRequest supplied = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> longest))
                .build();
        DcrRequest fixed = kit.requestBuilder()
                .variant("fixed")
                .metadata(m -> m.softwareStatement(longest))
                .build();

        DcrCredentials client = kit.resolver().resolve(supplied);
        kit.resolver().resolve(fixed);

        assertThat(longest).hasSize(LONGEST);
        assertThat(sent()).containsExactly(longest, longest);
        assertThat(client.registeredMetadata()).contains(longest);
        assertThat(kit.resolver().resolve(supplied)).isEqualTo(client);
    }

    @Test
    void resolve_scopesRefused_theSameStatementIsSentAgain() {
        kit.server().at(FakeEndpoint.REGISTRATION).refuseNext("invalid_scope");
        DcrRequest request = kit.requestBuilder()
                .scopes("a")
                .dropRefusedScopes()
                .metadata(m -> m.softwareStatement(() -> "e30.e30.once"))
                .build();

        kit.resolver().resolve(request);

        assertThat(sent()).containsExactly("e30.e30.once", "e30.e30.once");
    }

    @Test
    void resolve_fixedStatementHasExpired_isRefusedAndExplained() {
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(statement(Duration.ofMinutes(5), "fixed")))
                .build();
        kit.clock().advance(Duration.ofMinutes(5));

        DcrException failure = failureOf(request);

        assertThat(failure)
                .hasMessageContainingAll("has expired", "softwareStatement")
                .hasMessageNotContaining("e30");
        assertThat(kit.resolver().explain(request).problem())
                .hasMessage(failure.getMessage())
                .extracting(problem -> Objects.requireNonNull(problem).step())
                .isEqualTo(Step.REGISTER);
        assertThat(sent()).isEmpty();
    }

    @Test
    void update_statementSupplied_aNewOneGoesInPlaceOfTheRegistered() {
        Deque<String> issued = new ConcurrentLinkedDeque<>(List.of("e30.e30.first", "e30.e30.second"));
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(issued::removeFirst))
                .build();
        kit.resolver().resolve(request);

        kit.resolver().operations().update(request);

        Map<String, @Nullable Object> update = kit.server().at(FakeEndpoint.MANAGEMENT).calls().stream()
                .filter(call -> call.method().equals("PUT"))
                .map(RecordedCall::json)
                .findFirst()
                .orElseThrow();
        assertThat(update).containsEntry("software_statement", "e30.e30.second");
        assertThat(issued).isEmpty();
    }

    @Test
    void resolveAll_statementInAFile_isReadForEachRegistration() throws IOException {
        Path file = Files.writeString(directory.resolve("statement"), "e30.e30.from-a-file\n");
        String config = """
                {"consumer": "https://gateway.example.com", "store": "memory:",
                 "upstreams": [{"name": "a", "dcr": {"upstreamIssuer": "%s", "softwareStatement": {"file": "%s"}}}]}""".formatted(kit.server().issuer(), file);

        try (Upstreams upstreams = Upstreams.builder(UpstreamsJson.parse(config))
                .clock(kit.clock())
                .open()) {
            List<UpstreamResult> results = upstreams.resolveAll();

            assertThat(results).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        }
        assertThat(sent()).containsExactly("e30.e30.from-a-file");
    }
}
