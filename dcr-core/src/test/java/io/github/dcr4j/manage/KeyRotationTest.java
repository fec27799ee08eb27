package io.github.dcr4j.manage;

import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One step from the registered keys to those of the request: it adds keys or withdraws some, never both. */
class KeyRotationTest {
    private static final Endpoints SERVER = Samples.endpoints(true, "private_key_jwt");

    private final ClientKey former;
    private final ClientKey next;

    KeyRotationTest() throws Exception {
        former = key("k1");
        next = key("k2");
    }

    @Test
    void changes_newKeyBesideTheFormer_registersBoth() throws Exception {
        assertThat(registeredAfter(List.of(former), next, former)).containsExactly("k2", "k1");
    }

    @Test
    void changes_newKeyInPlaceOfTheFormer_keepsTheFormerForNow() throws Exception {
        assertThat(registeredAfter(List.of(former), next)).containsExactly("k2", "k1");
    }

    @Test
    void changes_formerKeyNamedNoMore_withdrawsIt() throws Exception {
        assertThat(registeredAfter(List.of(former, next), next)).containsExactly("k2");
    }

    @Test
    void changes_nothingToDo_isNothing() throws Exception {
        assertThat(KeyRotation.changes(request(next, former), client(former, next), SERVER))
                .isNull();
    }

    @Test
    void changes_keysAtAnAddress_isNothing() throws Exception {
        RequestSpec request = Samples.spec(
                Samples.request().authentication(with(next)).metadata(m -> m.jwksUri("https://app.example.com/jwks")));

        assertThat(KeyRotation.changes(request, client(), SERVER)).isNull();
    }

    @Test
    void changes_requestWithoutKeys_isRefused() throws Exception {
        DcrCredentials client = client(former);

        DcrException failure = catchThrowableOfType(
                DcrException.class, () -> KeyRotation.changes(Samples.spec(Samples.request()), client, SERVER));

        assertThat(failure.step()).isEqualTo(Step.AUTHENTICATE);
        assertThat(failure).hasMessageContaining("the request has no keys: only keys of private_key_jwt are rotated");
    }

    private List<String> registeredAfter(List<ClientKey> registered, ClientKey... ours) throws IOException {
        RegistrationRequest changes =
                KeyRotation.changes(request(ours), client(registered.toArray(ClientKey[]::new)), SERVER);
        JsonNode json = new ObjectMapper().readTree(changes == null ? new byte[0] : changes.json());
        return json.path("jwks").path("keys").findValuesAsText("kid");
    }

    private static RequestSpec request(ClientKey... keys) {
        return Samples.spec(Samples.request().authentication(with(keys)));
    }

    private static DcrCredentials client(ClientKey... registered) throws IOException {
        List<Map<String, Object>> keys =
                List.of(registered).stream().map(ClientKey::publicJwk).toList();
        return Samples.credentials()
                .clientSecret(null)
                .tokenEndpointAuthMethod(PRIVATE_KEY_JWT)
                .registeredMetadata(new ObjectMapper().writeValueAsString(Map.of("jwks", Map.of("keys", keys))))
                .build();
    }

    private static ClientAuthentication with(ClientKey... keys) {
        return ClientAuthentication.builder().keys(keys).build();
    }

    private static ClientKey key(String keyId) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return ClientKey.of(keyId, generator.generateKeyPair());
    }
}
