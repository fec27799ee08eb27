package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import org.junit.jupiter.api.Test;

/** What is said about a registration, in a file and in code, reaches the request. */
class DcrConfigTest {
    @Test
    void parse_localizedAndLoopbackPort_reachTheRequest() {
        UpstreamsConfig config = UpstreamsJson.parse("""
                {"consumer": "tool", "upstreams": [
                  {"name": "a", "redirectUri": "http://127.0.0.1:8080/cb",
                   "dcr": {"upstreamIssuer": "https://a.example", "loopbackPortMatters": true,
                           "localized": {"client_name#de": "Werkzeug"}, "metadata": {"left_out": null}}}]}""");
        DcrRequest expected = DcrRequest.builder("tool")
                .upstreamIssuer("https://a.example")
                .redirectUri("http://127.0.0.1:8080/cb")
                .loopbackPortMatters()
                .metadata(m -> m.localized("client_name", "de", "Werkzeug"))
                .build();

        UpstreamConfig upstream = config.upstreams().get(0);

        assertThat(upstream.request("tool").key()).isEqualTo(expected.key());
        assertThat(expected.key().redirectUris()).containsExactly("http://127.0.0.1:8080/cb");
        assertThat(upstream).asString().contains("localized.client_name#de=set", "loopbackPortMatters=true");
    }

    @Test
    void dcr_valueThatCannotBe_isRefusedWhenItIsSet() {
        UpstreamConfigBuilder builder = UpstreamConfig.builder("a");

        assertThatThrownBy(() -> builder.dcr(request -> request.discoveryUrl("ftp://a.example/x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https is required");
        assertThatThrownBy(builder::build).hasMessageContaining("neither is set");
    }

    @Test
    void dcr_setInCode_reachesTheRequestAndPrintsTheServerWithoutSecrets() {
        UpstreamConfig config = UpstreamConfig.builder("a")
                .scopes("openid")
                .dcr(request -> request.discoveryUrl("https://a.example/x?key=canary")
                        .variant("blue")
                        .metadata(m -> m.softwareStatement("canary"))
                        .initialAccessToken(() -> Secret.of("canary")))
                .build();

        assertThat(config.request("https://gw.example.com").key().profile()).contains("variant=blue");
        assertThat(config)
                .asString()
                .startsWith("UpstreamConfig[a, server=a.example")
                .doesNotContain("canary");
    }
}
