package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What no store could read again is not sent, or deleted at once, and not registered at every call. */
class TooLargeToKeepTest {
    private static final List<String> SCOPES = scopes("sc-");

    private static List<String> scopes(String prefix) {
        return IntStream.range(0, 19_000)
                .mapToObj(number -> String.format("%s%05d", prefix, number))
                .toList();
    }

    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrException failure(DcrRequest request) {
        return catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));
    }

    @Test
    void resolve_nineteenThousandScopesListed_sendsNothing() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(metadata -> metadata.put("scopes_supported", SCOPES));

        DcrException failure = failure(
                kit.requestBuilder().scopePolicy(ScopePolicy.SERVER_LIST).build());

        assertThat(failure).hasMessageContaining("it is not sent").hasMessageContaining("19000");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_nineteenThousandScopesIn210KibAnswered_isRegisteredOnce() {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> client.put("scope", SCOPES));
        DcrRequest request = kit.requestBuilder().build();

        DcrCredentials client = kit.resolver().resolve(request);

        assertThat(client.scopes()).hasSize(19_000);
        assertThat(kit.resolver().resolve(request)).isEqualTo(client);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_moreScopesThanCanBeKeptAnswered_deletesTheClientAndIsHeldBack() {
        List<String> longer = scopes("scop-");
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> client.put("scope", longer));
        DcrRequest request = kit.requestBuilder().build();

        DcrException failure = failure(request);
        DcrException again = failure(request);

        assertThat(failure).hasMessageContaining("what it registered cannot be kept");
        assertThat(again).isNotNull();
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(kit.server().clients()).isEmpty();
    }

    @Test
    void build_nineteenThousandScopesNamed_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> kit.requestBuilder().scopes(SCOPES).build())
                .withMessageContaining("ask for less");
    }
}
