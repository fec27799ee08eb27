package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.request.RequestSpec;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The groups of the builder's options. */
class DcrRequestGroupsTest {
    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer("https://idp.example.com");
    }

    @Test
    void groups_calledAgain_addUp() {
        RequestSpec spec = request()
                .server(s -> s.tokenEndpoint("https://idp.example.com/t1").requirePkceS256())
                .network(n -> n.allowPrivateAddresses("a.internal"))
                .metadata(m -> m.contacts("ops@example.com"))
                .server(s -> s.tokenEndpoint("https://idp.example.com/t2").providerName("idp"))
                .network(n -> n.allowPrivateAddresses("b.internal"))
                .metadata(m -> m.member("x_flag", true))
                .build()
                .spec();

        assertThat(String.valueOf(spec.upstream().tokenEndpoint())).contains("/t2");
        assertThat(spec.profile().pkceRequired()).isTrue();
        assertThat(spec.providerName()).isEqualTo("idp");
        assertThat(spec.upstream().egress().privateHosts()).containsExactlyInAnyOrder("a.internal", "b.internal");
        assertThat(spec.profile().members()).containsKeys("client_name", "contacts", "x_flag");
    }

    @Test
    void groups_oneCall_areAppliedOnceAndAtOnce() {
        AtomicInteger calls = new AtomicInteger();
        DcrRequestBuilder builder = request().server(s -> calls.incrementAndGet());

        assertThat(calls).hasValue(1);
        builder.build();
        builder.build();

        assertThat(calls).hasValue(1);
    }

    @Test
    void groups_valueThatCannotBeUsed_failsInTheCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request().server(s -> s.tokenEndpoint("ftp://idp.example.com")))
                .withMessageContaining("tokenEndpoint");
    }
}
