package io.github.dcr4j.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Software statements that live for minutes are had when they are needed, and none is sent that cannot be good. */
class SoftwareStatementsTest {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final int LONGEST = 64 * 1024;

    private final DcrTestKit kit = DcrTestKit.start();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        kit.close();
    }

    private String statement(Duration life, String name) {
        return statement(life, name, 0);
    }

    private String statement(Duration life, String name, int length) {
        long end = Math.floorDiv(kit.clock().millis(), 1000) + life.toSeconds();
        String claims = "{\"iss\":\"" + name + "\",\"exp\":" + end + "}";
        String begin = "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
                + ".canary-signature";
        return begin + "x".repeat(Math.max(0, length - begin.length()));
    }

    private List<@Nullable Object> sent() {
        return kit.server().at(FakeEndpoint.REGISTRATION).calls().stream()
                .map(RecordedCall::json)
                .<@Nullable Object>map(members -> members.get("software_statement"))
                .toList();
    }

    private DcrException failureOf(DcrRequest request) {
        return Objects.requireNonNull(
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request)));
    }

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

    static Stream<Arguments> unsendable() {
        return Stream.of(
                Arguments.of("expired", "have a new one issued"),
                Arguments.of("65 KiB", "at most 65536"),
                Arguments.of("with a line break", "line break"),
                Arguments.of("empty", "it is empty"));
    }

    private String unsendable(String name) {
        return switch (name) {
            case "expired" -> statement(Duration.ZERO, "canary");
            case "65 KiB" -> statement(Duration.ofMinutes(5), "canary", 65 * 1024);
            case "with a line break" -> statement(Duration.ofMinutes(5), "canary") + "\n";
            default -> "";
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsendable")
    void resolve_suppliedStatementThatCannotBeGood_isRefusedBeforeAnythingIsSent(String name, String advice) {
        String statement = unsendable(name);

        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> statement))
                .build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure)
                .hasMessageContainingAll("the software statement is not sent", advice)
                .hasMessageNotContainingAny("e30", "canary", "xxx");
        assertThat(sent()).isEmpty();
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
    void softwareStatement_tooLong_isRefusedWhenItIsSet() {
        IllegalArgumentException refused = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> kit.requestBuilder().metadata(m -> m.softwareStatement("c".repeat(LONGEST + 1))));

        assertThat(refused)
                .hasMessageContainingAll("softwareStatement", "65536")
                .hasMessageNotContaining("ccc");
    }

    static Stream<Arguments> failingSuppliers() {
        Supplier<String> throwing = () -> {
            throw new IllegalStateException("canary of the signing service");
        };
        Supplier<String> empty = SoftwareStatementsTest::nothing;
        return Stream.of(
                Arguments.of(throwing, "the supplier of the software statement failed; nothing was sent", true),
                Arguments.of(empty, "the supplier of the software statement gave none; nothing was sent", false));
    }

    @SuppressWarnings("NullAway") // what callers do all the same
    private static String nothing() {
        return null;
    }

    @ParameterizedTest
    @MethodSource("failingSuppliers")
    void resolve_supplierFails_isToldAndNothingIsSent(Supplier<String> supplier, String message, boolean retryable) {
        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(supplier))
                .build());

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure).hasMessageStartingWith(message);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(sent()).isEmpty();
    }

    @Test
    void resolve_supplierHangs_failsAfterAFewLeasesAndSendsNothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return "e30.e30.late";
                }))
                .build();

        CompletableFuture<DcrCredentials> waiting = kit.resolver().resolveAsync(request);
        assertThat(asked.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(BOUND).until(() -> {
            kit.clock().advance(Duration.ofSeconds(1));
            return waiting.isDone();
        });

        assertThat(waiting)
                .failsWithin(BOUND)
                .withThrowableThat()
                .withMessageContaining("the software statement, slower than leaseDuration");
        assertThat(interrupted.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(sent()).isEmpty();
    }

    @Test
    void resolve_refusalQuotesTheStatement_isMasked() {
        String statement = statement(Duration.ofMinutes(5), "quoted");
        kit.server()
                .at(FakeEndpoint.REGISTRATION)
                .answerNext(FakeAnswer.refusal("invalid_software_statement", "no: " + statement));

        DcrException failure = failureOf(kit.requestBuilder()
                .metadata(m -> m.softwareStatement(() -> statement))
                .build());

        assertThat(failure)
                .hasMessageContainingAll("no: ***", "check the software statement")
                .hasMessageNotContaining(statement);
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
    void update_supplierFails_sendsNoUpdate() {
        Deque<String> issued = new ConcurrentLinkedDeque<>(List.of("e30.e30.first"));
        DcrRequest request = kit.requestBuilder()
                .metadata(m -> m.softwareStatement(issued::removeFirst))
                .build();
        kit.resolver().resolve(request);

        DcrException failure = Objects.requireNonNull(catchThrowableOfType(
                DcrException.class, () -> kit.resolver().operations().update(request)));

        assertThat(failure.step()).isEqualTo(Step.MANAGE);
        assertThat(failure).hasMessageContaining("no update was sent");
        assertThat(kit.server().at(FakeEndpoint.MANAGEMENT).calls())
                .extracting(RecordedCall::method)
                .doesNotContain("PUT");
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
