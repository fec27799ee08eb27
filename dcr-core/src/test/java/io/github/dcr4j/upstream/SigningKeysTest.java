package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.auth.KeyTexts;
import io.github.dcr4j.resolver.ClientIdDocument;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.upstream.UpstreamConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signing keys, checks and plain http, as the file of a service names them. */
class SigningKeysTest {
    private static final String BY_HAND = """
            "clientId": "id-1", "authorizationEndpoint": "https://a.example.com/authorize",
            "tokenEndpoint": "https://a.example.com/token"\
            """;
    private static final String BY_ISSUER = "\"dcr\": {\"upstreamIssuer\": \"https://a.example.com\"}";

    @TempDir
    private Path directory = Path.of("");

    private static UpstreamConfig parsed(String members) {
        return UpstreamsJson.parse("{\"consumer\": \"https://gw.example.com\", \"upstreams\": [{\"name\": \"a\", "
                        + members + "}]}")
                .upstreams()
                .get(0);
    }

    private Path key(String keyId) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return Files.writeString(directory.resolve("key.jwk"), KeyTexts.json(KeyTexts.jwk(pair, keyId)));
    }

    private static String inFile(Path file) {
        return "\"signingKeys\": [{\"file\": \"" + file.toString().replace("\\", "\\\\") + "\"}]";
    }

    @Test
    void parse_keyOfARegisteredClient_isReadWhenItIsNeededAndFollowsTheFile() throws Exception {
        UpstreamConfig config = parsed(BY_ISSUER + ", " + inFile(directory.resolve("key.jwk")));
        ClientAuthentication authentication =
                config.request("https://gw.example.com").authentication();

        DcrException missing = catchThrowableOfType(DcrException.class, authentication::keys);
        key("first");
        List<ClientKey> first = authentication.keys();
        List<ClientKey> again = authentication.keys();
        key("second");
        List<ClientKey> second = authentication.keys();

        assertThat(missing.step()).isEqualTo(Step.AUTHENTICATE);
        assertThat(missing).hasMessageContaining("key.jwk cannot be read");
        assertThat(first).extracting(ClientKey::keyId).containsExactly("first");
        assertThat(again.get(0)).isSameAs(first.get(0));
        assertThat(second).extracting(ClientKey::keyId).containsExactly("second");
    }

    @Test
    void keys_fileThatHoldsNone_saysWhichAndNothingOfIt() throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), "canary");
        ClientAuthentication authentication =
                parsed(BY_HAND + ", " + inFile(file)).authentication().orElseThrow();

        DcrException failure = catchThrowableOfType(DcrException.class, authentication::keys);

        assertThat(failure)
                .hasMessageContaining("signingKeys[0] (SecretSource[file " + file + "]) cannot be used")
                .hasMessageNotContaining("canary");
    }

    @Test
    void parse_keyOfAClientRegisteredByHand_authenticatesByIt() {
        UpstreamConfig config = parsed(BY_HAND + ", " + inFile(Path.of("/run/secrets/key.pem")));

        assertThat(config.client().orElseThrow().authMethod()).isEqualTo(TokenEndpointAuthMethod.PRIVATE_KEY_JWT);
    }

    static Stream<Arguments> wrong() {
        String key = ", " + inFile(Path.of("/run/secrets/key.pem"));
        return Stream.of(
                Arguments.of(BY_HAND + key + ", \"clientSecret\": {\"value\": \"canary\"}", "", "client_secret_basic"),
                Arguments.of(BY_HAND + key + ", \"authMethod\": \"none\"", "", "authenticates by none"),
                Arguments.of(BY_HAND + ", \"signingKeys\": []", "signingKeys", "is empty"),
                Arguments.of(
                        BY_HAND + ", \"audienceIsTokenEndpoint\": true", "audienceIsTokenEndpoint", "no signingKeys"),
                Arguments.of(BY_ISSUER + ", \"insecureHttp\": \"a:80\"", "insecureHttp", "goes with clientId"),
                Arguments.of(
                        BY_HAND.replace("https://a.example.com/token", "http://a.example.com/token"),
                        "tokenEndpoint",
                        "https is required"),
                Arguments.of(
                        BY_HAND.replace("https://a.example.com/authorize", "http://a.example.com:81/authorize")
                                + ", \"insecureHttp\": \"a.example.com:80\"",
                        "authorizationEndpoint",
                        "https is required"),
                Arguments.of(
                        "\"dcr\": {\"upstreamIssuer\": \"https://a.example.com\", \"verifyEverySeconds\": 60}",
                        "dcr.verifyEverySeconds",
                        "from 1 h to 90 days"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void parse_whatDoesNotGoTogether_isToldWithItsPath(String members, String path, String problem) {
        UpstreamConfigException failure = catchThrowableOfType(UpstreamConfigException.class, () -> parsed(members));

        assertThat(failure.problems())
                .extracting(Problem::path)
                .contains("upstreams[0]" + (path.isEmpty() ? "" : "." + path));
        assertThat(failure).hasMessageContaining(problem).hasMessageNotContaining("canary");
    }

    @Test
    void parse_httpOfAClientRegisteredByHand_isOpenToThatHostAlone() {
        UpstreamConfig config = parsed(BY_HAND.replace("https://a.example.com", "http://keycloak:8080")
                + ", \"insecureHttp\": \"keycloak:8080\"");

        assertThat(config.tokenEndpoint())
                .hasValueSatisfying(endpoint -> assertThat(endpoint).hasToString("http://keycloak:8080/token"));
    }

    @Test
    void build_httpOfAClientRegisteredByHand_isCheckedInCodeToo() {
        UpstreamConfigBuilder builder = UpstreamConfig.builder("a")
                .client("id-1")
                .authorizationEndpoint("http://keycloak:8080/authorize")
                .tokenEndpoint("http://keycloak:8080/token");

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.insecureHttp(InsecureHttp.to("keycloak:8080"))
                        .build()
                        .name())
                .isEqualTo("a");
    }

    @Test
    void parse_clientIdDocument_reachesTheRequest() {
        UpstreamConfig config = parsed("\"dcr\": {\"upstreamIssuer\": \"https://a.example.com\","
                + " \"clientIdDocument\": \"https://gateway.example.com/oauth/client.json\"}");

        assertThat(config.request("https://gateway.example.com").clientIdDocument())
                .map(ClientIdDocument::clientId)
                .hasValue("https://gateway.example.com/oauth/client.json");
    }

    @Test
    void parse_clientIdDocumentBreaksARule_isRefused() {
        assertThatExceptionOfType(UpstreamConfigException.class)
                .isThrownBy(() -> parsed("\"dcr\": {\"upstreamIssuer\": \"https://a.example.com\","
                        + " \"clientIdDocument\": \"https://gateway.example.com/client.json?x=1\"}"))
                .withMessageContaining("query");
    }

    @Test
    void parse_verifyEverySeconds_reachesTheRequest() {
        UpstreamConfig config =
                parsed("\"dcr\": {\"upstreamIssuer\": \"https://a.example.com\", \"verifyEverySeconds\": 7200}");

        assertThat(config).asString().contains("verifyEverySeconds=" + Duration.ofHours(2));
    }
}
