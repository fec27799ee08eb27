package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

    @ParameterizedTest
    @MethodSource("refusals")
    void build_refused_advisesWhatThisBuilderHas(UnaryOperator<UpstreamConfigBuilder> set, String advice) {
        assertThatThrownBy(set.apply(UpstreamConfig.builder("a"))::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(advice)
                .hasMessageNotContaining("client()")
                .hasMessageNotContaining("clientAt");
    }

    static Stream<Arguments> refusals() {
        String resource = "https://r.example/mcp";
        return Stream.of(
                refusal(each -> each.resource("http://r.example/mcp"), "; insecureResource(...) opens http"),
                refusal(each -> each.resource(resource).issuer("http://a.example"), "; insecureHttp(...) opens http"),
                refusal(
                        each -> each.client("x")
                                .authorizationEndpoint("https://a.example/a")
                                .tokenEndpoint("http://a.example/t"),
                        "; insecureHttp(...) opens http"),
                refusal(
                        each -> each.resource(resource)
                                .dcr(dcr -> dcr.initialAccessToken(() -> Secret.of("T0ken-of-a-test"))),
                        "name the one server by issuer(...)"),
                refusal(
                        each -> each.resource(resource).dcr(dcr -> dcr.upstreamIssuer("https://a.example")),
                        "dcr(...) must not name a server: the resource names it; issuer(...) says which"));
    }

    private static Arguments refusal(UnaryOperator<UpstreamConfigBuilder> set, String advice) {
        return Arguments.of(set, advice);
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
