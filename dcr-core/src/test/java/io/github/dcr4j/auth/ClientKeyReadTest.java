package io.github.dcr4j.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as files have them. */
class ClientKeyReadTest {
    private static final byte[] INPUT = "what is signed".getBytes(UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES384", "ES512", "EdDSA", "PS256"})
    void read_everyKindInBothForms_signsAsItsPair(String algorithm) throws Exception {
        KeyPair pair = Clients.pair(algorithm);
        ClientKey byPair = ClientKey.of("id-1", pair);

        ClientKey jwk = only(KeyTexts.json(KeyTexts.jwk(pair, "id-1")));
        ClientKey pem = only("# made on a day\n" + KeyTexts.pem(pair));

        assertThat(jwk.publicJwk()).isEqualTo(byPair.publicJwk());
        assertThat(pem.algorithms()).isEqualTo(byPair.algorithms());
        assertThat(pem.keyId()).hasSize(43);
        JwsAlgorithm named = Objects.requireNonNull(JwsAlgorithm.ofName(algorithm));
        for (ClientKey key : List.of(jwk, pem)) {
            byte[] signature = Objects.requireNonNull(key.signer().sign(INPUT, algorithm, key.keyId()));
            assertThat(named.verify(pair.getPublic(), INPUT, signature)).isTrue();
        }
    }

    private static ClientKey only(String text) {
        List<ClientKey> keys = ClientKey.read(Secret.of(text));
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    @Test
    void read_pemOfRsaWithoutPublicHalf_computesIt() throws Exception {
        KeyPair pair = Clients.pair("PS256");

        ClientKey key = only(KeyTexts.block("PRIVATE KEY", pair.getPrivate()));

        assertThat(key.publicKey()).isEqualTo(pair.getPublic());
    }

    /** RFC 8037, appendix A: a key and its thumbprint. */
    @Test
    void read_jwkWithoutKid_hasTheThumbprint() {
        String json = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

        assertThat(only(json).keyId()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void read_jwkSet_hasAllInOrder() throws Exception {
        List<Map<String, Object>> keys =
                List.of(KeyTexts.jwk(Clients.pair("ES256"), "next"), KeyTexts.jwk(Clients.pair("EdDSA"), "former"));

        List<ClientKey> read = ClientKey.read(Secret.of(KeyTexts.json(Map.of("keys", keys))));

        assertThat(read).extracting(ClientKey::keyId).containsExactly("next", "former");
        assertThat(read).allSatisfy(key -> assertThat(key.publicJwk()).doesNotContainKeys("d", "key_ops"));
    }

    static Stream<Arguments> unusable() throws Exception {
        KeyPair ec = Clients.pair("ES256");
        KeyPair other = Clients.pair("ES256");
        Map<String, Object> halves = new LinkedHashMap<>(KeyTexts.jwk(ec, "id-1"));
        halves.put("d", KeyTexts.jwk(other, "id-1").get("d"));
        Map<String, Object> withoutPrivate = new LinkedHashMap<>(KeyTexts.jwk(ec, "id-1"));
        withoutPrivate.remove("d");
        Map<String, Object> withoutPrimes = new LinkedHashMap<>(KeyTexts.jwk(Clients.pair("PS256"), "id-1"));
        withoutPrimes.remove("p");
        Map<String, Object> noBase64 = new LinkedHashMap<>(KeyTexts.jwk(ec, "id-1"));
        noBase64.put("d", "canary!");
        return Stream.of(
                Arguments.of("canary", "neither a JWK nor PEM"),
                Arguments.of("{\"canary\"", "no JSON object"),
                Arguments.of("{\"keys\":[]}", "1 to 16 keys"),
                Arguments.of("{\"keys\":[\"canary\"]}", "must be objects"),
                Arguments.of("{\"kty\":\"oct\",\"k\":\"canary\",\"d\":\"canary\"}", "RSA, EC or OKP"),
                Arguments.of(KeyTexts.json(withoutPrivate), "no private half"),
                Arguments.of(KeyTexts.json(withoutPrimes), "'p'"),
                Arguments.of(KeyTexts.json(noBase64), "base64url"),
                Arguments.of(KeyTexts.json(halves), "not of one key"),
                Arguments.of(KeyTexts.block("PRIVATE KEY", ec.getPrivate()), "public half is missing"),
                Arguments.of(
                        KeyTexts.block("PRIVATE KEY", ec.getPrivate())
                                + KeyTexts.block("PUBLIC KEY", other.getPublic()),
                        "not of one key"),
                Arguments.of(KeyTexts.block("ENCRYPTED PRIVATE KEY", ec.getPrivate()), "neither a JWK nor PEM"),
                Arguments.of("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "holds no key"),
                Arguments.of("-----BEGIN PRIVATE KEY-----\nAAA=A\n-----END PRIVATE KEY-----", "no Base64"),
                Arguments.of("-----BEGIN PRIVATE KEY-----\nAAAA", "neither a JWK nor PEM"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void read_whatIsNoSuchKey_isRefusedWithoutKeyMaterial(String text, String problem) {
        assertThatThrownBy(() -> ClientKey.read(Secret.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }

    @Test
    void read_shortRsaKey_isRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        KeyPair pair = generator.generateKeyPair();

        assertThatThrownBy(() -> ClientKey.read(Secret.of(KeyTexts.pem(pair)))).hasMessageContaining("2048 bits");
    }
}
