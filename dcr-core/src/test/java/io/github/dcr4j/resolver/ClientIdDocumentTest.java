package io.github.dcr4j.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientIdDocumentTest {
    private static final String ID = "https://agent.example.com/oauth/client.json";

    private static DcrRequestBuilder request() {
        return DcrRequest.builder("https://agent.example.com").upstreamIssuer("https://idp.example.com");
    }

    private static ClientIdDocument of(String id, DcrRequestBuilder request) {
        return request.clientIdDocument(id).build().clientIdDocument().orElseThrow();
    }

    private static JsonNode json(ClientIdDocument document) throws Exception {
        return new ObjectMapper().readTree(document.body());
    }

    @Test
    void of_publicClient_saysWhatTheRequestSays() throws Exception {
        ClientIdDocument document = of(ID, request().publicClient().scopes("openid"));

        JsonNode json = json(document);
        assertThat(json.get("client_id").textValue()).isEqualTo(ID);
        assertThat(json.get("token_endpoint_auth_method").textValue()).isEqualTo("none");
        assertThat(json.get("redirect_uris").get(0).textValue()).isEqualTo("https://agent.example.com/oauth/callback");
        assertThat(json.get("grant_types")).hasSize(2);
        assertThat(json.get("response_types")).hasSize(1);
        assertThat(json.get("scope").textValue()).isEqualTo("openid");
        assertThat(json.get("client_name").textValue()).isEqualTo("https://agent.example.com");
        assertThat(json.has("client_secret")).isFalse();
        assertThat(document.headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void of_requestWithKeys_publishesThePublicHalves() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        ClientAuthentication authentication = ClientAuthentication.builder()
                .keys(ClientKey.of("k1", keys.generateKeyPair()))
                .build();

        ClientIdDocument document = of(ID, request().authentication(authentication));

        JsonNode json = json(document);
        assertThat(json.get("token_endpoint_auth_method").textValue()).isEqualTo("private_key_jwt");
        // servers differ in what they take
        assertThat(json.has("token_endpoint_auth_signing_alg")).isFalse();
        assertThat(json.at("/jwks/keys/0/kid").textValue()).isEqualTo("k1");
        assertThat(json.at("/jwks/keys/0").has("d")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://agent.example.com/client.json | https is required",
                "http://127.0.0.1/client.json | it must be https",
                "https://agent.example.com | it must have a path",
                "https://agent.example.com/ | it must have a path",
                "https://agent.example.com/client.json?x=1 | it must not have a query",
                "https://agent.example.com/client.json#x | a fragment is not allowed",
                "https://user@agent.example.com/client.json | user information is not allowed",
                "https://agent.example.com/a/../client.json | dot segments",
                "https://agent.example.com/%2E/client.json | dot segments",
                "agent | an absolute URL",
            })
    void of_addressThatIsNone_isRefusedNamingTheRule(String id, String rule) {
        DcrRequestBuilder request = request().publicClient();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(id, request))
                .withMessageContaining("clientId")
                .withMessageContaining(rule);
    }

    @Test
    void of_secretsAlone_isRefused() {
        DcrRequestBuilder request = request().authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(ID, request))
                .withMessageContaining("without a shared secret");
    }

    @Test
    void of_moreThanServersRead_isRefused() {
        DcrRequestBuilder request = request().publicClient().redirectUris(longAddresses());

        assertThatIllegalArgumentException().isThrownBy(() -> of(ID, request)).withMessageContaining("5120 bytes");
    }

    private static String[] longAddresses() {
        String[] addresses = new String[30];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "https://agent.example.com/callback/" + i + "/" + "x".repeat(200);
        }
        return addresses;
    }

    @Test
    void digest_anotherDocument_isAnother() {
        ClientIdDocument one = of(ID, request().publicClient());
        ClientIdDocument same = of(ID, request().publicClient());
        ClientIdDocument other = of(ID, request().publicClient().scopes("openid"));

        assertThat(one.digest()).isEqualTo(same.digest()).isNotEqualTo(other.digest());
        assertThat(new String(one.body(), UTF_8)).isEqualTo(new String(same.body(), UTF_8));
    }
}
