package io.github.dcr4j.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.TokenEndpointAuthMethod;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be a client's key, and what of it is published. */
class ClientKeyTest {
    private static final AssertionSigner SIGNER = (input, algorithm, keyId) -> input;

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512", "EdDSA", "RS256"})
    void of_publicJwkOfAKeyPair_definesTheSameKeyAndNothingPrivate(String algorithm) throws Exception {
        KeyPair pair = Clients.pair(algorithm);

        ClientKey key = ClientKey.of("k1", pair);

        assertThat(key.publicKey()).isEqualTo(pair.getPublic());
        assertThat(key.publicJwk()).containsEntry("kid", "k1").containsEntry("use", "sig");
        assertThat(key.publicJwk().keySet()).isSubsetOf("kty", "crv", "x", "y", "n", "e", "kid", "use");
        assertThat(key.algorithms()).contains(algorithm);
        assertThat(key).hasToString("ClientKey[k1, " + key.algorithms() + "]");
    }

    /** A coordinate that begins with zeros keeps its length (RFC 7518, section 6.2.1.2). */
    @Test
    void of_coordinateWithLeadingZeros_keepsItsLength() throws Exception {
        for (int i = 0; i < 300; i++) {
            Map<String, Object> jwk = ClientKey.of("k1", Clients.pair("ES256")).publicJwk();
            assertThat(Base64.getUrlDecoder().decode(String.valueOf(jwk.get("x"))))
                    .hasSize(32);
            assertThat(Base64.getUrlDecoder().decode(String.valueOf(jwk.get("y"))))
                    .hasSize(32);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
    void of_jwkWithAPrivateMember_isRefusedWithoutItsValue(String member) throws Exception {
        Map<String, Object> jwk = jwk();
        jwk.put(member, "private-value");

        assertThatThrownBy(() -> ClientKey.of(jwk, SIGNER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(member '" + member + "')")
                .hasMessageNotContaining("private-value");
    }

    @ParameterizedTest
    @CsvSource({
        "kid, '', needs a member 'kid'",
        "kty, oct, must be RSA",
        "kty, '', needs a member 'kty'",
        "crv, secp256k1, must be one of P-256",
        "x, '!', must be base64url",
        "alg, RS256, by which such a key does not sign",
        "alg, ES384, by which such a key does not sign"
    })
    void of_jwkWithAWrongMember_saysWhichAndWhatItMustBe(String member, String value, String message) throws Exception {
        Map<String, Object> jwk = jwk();
        jwk.put(member, value);

        assertThatThrownBy(() -> ClientKey.of(jwk, SIGNER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void of_jwkWithAnAlgorithm_isBoundToIt() throws Exception {
        Map<String, Object> jwk = new HashMap<>(Clients.key("RS256", "k1").publicJwk());
        jwk.put("alg", "PS384");

        assertThat(ClientKey.of(jwk, SIGNER).algorithms()).isEqualTo(List.of("PS384"));
    }

    @Test
    void of_shortRsaKey_isRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();

        assertThatThrownBy(() -> ClientKey.of("k1", pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2048 bits (RFC 7518, section 3.3); it has 1024");
    }

    @Test
    void of_keyOfAnotherKind_isRefused() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();

        assertThatThrownBy(() -> ClientKey.of("k1", pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be RSA, EC or Ed25519");
    }

    @Test
    void certificate_subject_isTheOneMemberOfItsKind() {
        assertThat(ClientCertificate.subjectDn("CN=app").members())
                .isEqualTo(Map.of("tls_client_auth_subject_dn", "CN=app"));
        assertThat(ClientCertificate.sanDns("app.example.com").members())
                .isEqualTo(Map.of("tls_client_auth_san_dns", "app.example.com"));
        assertThat(ClientCertificate.sanUri("spiffe://example/app").members())
                .isEqualTo(Map.of("tls_client_auth_san_uri", "spiffe://example/app"));
        assertThat(ClientCertificate.sanIp("192.0.2.1").members())
                .isEqualTo(Map.of("tls_client_auth_san_ip", "192.0.2.1"));
        assertThat(ClientCertificate.sanEmail("app@example.com").method())
                .isEqualTo(TokenEndpointAuthMethod.TLS_CLIENT_AUTH);
        assertThatThrownBy(() -> ClientCertificate.subjectDn(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, Object> jwk() throws Exception {
        return new HashMap<>(Clients.key("ES256", "k1").publicJwk());
    }
}
