package io.github.dcr4j.auth;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_JWT;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.TestClock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each method puts on a request, read as a server reads it. */
class ClientAuthenticationTest {
    private static final DcrCredentials BY_KEY = Clients.client(PRIVATE_KEY_JWT).build();

    private final TestClock clock = TestClock.standing();

    @ParameterizedTest
    @CsvSource({
        "ES256, SHA256withECDSAinP1363Format",
        "ES384, SHA384withECDSAinP1363Format",
        "ES512, SHA512withECDSAinP1363Format",
        "EdDSA, Ed25519",
        "RS256, SHA256withRSA",
        "RS512, SHA512withRSA"
    })
    void authenticate_privateKeyJwt_verifiesWithThePublicKey(String algorithm, String verification) throws Exception {
        KeyPair pair = Clients.pair(algorithm);
        DcrCredentials client = registeredFor(algorithm);

        Map<String, String> fields = Clients.fields(with(ClientKey.of("k1", pair)), client);

        String assertion = assertion(fields);
        assertThat(fields)
                .containsOnlyKeys("client_id", "client_assertion_type", "client_assertion")
                .contains(
                        entry("client_id", "client-1"),
                        entry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        assertThat(Clients.part(assertion, 0)).isEqualTo(Map.of("alg", algorithm, "typ", "JWT", "kid", "k1"));
        Signature verifying = Signature.getInstance(verification);
        verifying.initVerify(pair.getPublic());
        verifying.update(assertion.substring(0, assertion.lastIndexOf('.')).getBytes(US_ASCII));
        assertThat(verifying.verify(signature(assertion))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PS256", "PS384", "PS512"})
    void authenticate_rsaKeyRegisteredForPss_signsWithPss(String algorithm) throws Exception {
        Map<String, String> fields = Clients.fields(with(Clients.key("RS256", "k1")), registeredFor(algorithm));

        assertThat(Clients.part(assertion(fields), 0).get("alg")).isEqualTo(algorithm);
    }

    @Test
    void authenticate_privateKeyJwt_saysWhoIsMeantAndHowLong() throws Exception {
        ClientAuthentication authentication = with(Clients.key("ES256", "k1"));
        long now = clock.millis() / 1_000;

        Map<?, ?> first = Clients.part(assertion(Clients.fields(authentication, BY_KEY)), 1);
        Map<?, ?> second = Clients.part(assertion(Clients.fields(authentication, BY_KEY)), 1);

        assertThat(first.keySet()).isEqualTo(Set.of("iss", "sub", "aud", "jti", "iat", "exp"));
        assertThat(first.get("iss")).isEqualTo("client-1");
        assertThat(first.get("sub")).isEqualTo("client-1");
        assertThat(first.get("aud")).isEqualTo(Clients.ISSUER);
        assertThat(seconds(first, "iat")).isEqualTo(now - 10);
        assertThat(seconds(first, "exp")).isEqualTo(now + 60);
        assertThat(first.get("jti")).isNotEqualTo(second.get("jti"));
    }

    @Test
    void authenticate_audienceIsTokenEndpoint_namesThat() throws Exception {
        ClientAuthentication authentication = settings(Clients.key("ES256", "k1"))
                .audienceIsTokenEndpoint()
                .assertionLife(Duration.ofSeconds(30))
                .build();

        Map<?, ?> claims = Clients.part(assertion(Clients.fields(authentication, BY_KEY)), 1);

        assertThat(claims.get("aud")).isEqualTo(Clients.TOKEN_ENDPOINT);
        assertThat(seconds(claims, "exp")).isEqualTo(clock.millis() / 1_000 + 30);
    }

    @Test
    void authenticate_noIssuerKnown_namesTheTokenEndpoint() throws Exception {
        DcrCredentials client = BY_KEY.toBuilder().issuer(null).build();

        Map<String, String> fields = Clients.fields(with(Clients.key("ES256", "k1")), client);

        assertThat(Clients.part(assertion(fields), 1).get("aud")).isEqualTo(Clients.TOKEN_ENDPOINT);
    }

    @ParameterizedTest
    @CsvSource({"HS256, HmacSHA256", "HS384, HmacSHA384", "HS512, HmacSHA512"})
    void authenticate_clientSecretJwt_isAuthenticatedWithTheSecret(String algorithm, String name) throws Exception {
        String secret = "0123456789".repeat(7);
        DcrCredentials client = Clients.client(CLIENT_SECRET_JWT)
                .clientSecret(Secret.of(secret))
                .registeredMetadata("{\"token_endpoint_auth_signing_alg\":\"" + algorithm + "\"}")
                .build();

        String assertion = assertion(Clients.fields(ClientAuthentication.withoutKeys(), client));

        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), name));
        byte[] signed = assertion.substring(0, assertion.lastIndexOf('.')).getBytes(US_ASCII);
        assertThat(signature(assertion)).isEqualTo(mac.doFinal(signed));
        assertThat(Clients.part(assertion, 0)).isEqualTo(Map.of("alg", algorithm, "typ", "JWT"));
    }

    @Test
    void authenticate_clientSecretJwtWithAShortSecret_isRefusedWithoutTheSecret() {
        DcrCredentials client = Clients.client(CLIENT_SECRET_JWT)
                .clientSecret(Secret.of("short-secret"))
                .build();

        assertThatThrownBy(() -> Clients.fields(ClientAuthentication.withoutKeys(), client))
                .isInstanceOfSatisfying(
                        DcrException.class, e -> assertThat(e.step()).isEqualTo(DcrException.Step.AUTHENTICATE))
                .hasMessageContaining("HS256 takes one of at least 32 bytes (RFC 7518, section 3.2)")
                .hasMessageNotContaining("short-secret");
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS_CLIENT_AUTH", "SELF_SIGNED_TLS_CLIENT_AUTH"})
    void authenticate_certificate_namesTheClientInTheForm(TokenEndpointAuthMethod method) {
        DcrCredentials client = Clients.client(method).build();

        assertThat(Clients.fields(ClientAuthentication.withoutKeys(), client))
                .containsExactly(entry("client_id", "client-1"));
    }

    @Test
    void authenticate_secret_isWhatTheCredentialsDo() {
        DcrCredentials client = Clients.client(CLIENT_SECRET_BASIC)
                .clientSecret(Secret.of("secret"))
                .build();
        Map<String, String> headers = new LinkedHashMap<>();

        ClientAuthentication.withoutKeys().authenticate(client, headers::put, (name, value) -> {});

        assertThat(headers).containsOnlyKeys("Authorization");
    }

    @Test
    void keysFor_newKeyNotRegisteredYet_isTheFormerOne() throws Exception {
        ClientKey next = Clients.key("ES256", "k2");
        ClientKey former = Clients.key("ES256", "k1");

        assertThat(with(next, former).keysFor(registered(former))).containsExactly(former);
        assertThat(with(next, former).keysFor(registered(former, next))).containsExactly(next, former);
    }

    @Test
    void keysFor_severalSuppliedOneAfterTheOther_isTheNewest() throws Exception {
        ClientKey next = Clients.key("ES256", "k2");
        ClientKey former = Clients.key("ES256", "k1");
        List<List<ClientKey>> supplied = new ArrayList<>(List.of(List.of(former), List.of(next, former)));
        ClientAuthentication authentication =
                ClientAuthentication.builder().keys(() -> supplied.remove(0)).build();

        assertThat(authentication.keysFor(BY_KEY)).containsExactly(former);
        assertThat(authentication.keysFor(BY_KEY)).containsExactly(next, former);
    }

    private DcrCredentials registeredFor(String algorithm) {
        return BY_KEY.toBuilder()
                .registeredMetadata("{\"token_endpoint_auth_signing_alg\":\"" + algorithm + "\"}")
                .build();
    }

    static DcrCredentials registered(ClientKey... keys) throws Exception {
        List<Map<String, Object>> jwks =
                List.of(keys).stream().map(ClientKey::publicJwk).toList();
        String json = new ObjectMapper().writeValueAsString(Map.of("jwks", Map.of("keys", jwks)));
        return BY_KEY.toBuilder().registeredMetadata(json).build();
    }

    private ClientAuthenticationBuilder settings(ClientKey... keys) {
        return ClientAuthentication.builder().clock(clock).keys(keys);
    }

    private ClientAuthentication with(ClientKey... keys) throws GeneralSecurityException {
        return settings(keys).build();
    }

    private static String assertion(Map<String, String> fields) {
        return fields.getOrDefault("client_assertion", "");
    }

    private static Object seconds(Map<?, ?> claims, String name) {
        return claims.get(name) instanceof Number number ? number.longValue() : "none";
    }

    private static byte[] signature(String assertion) {
        return Base64.getUrlDecoder().decode(assertion.substring(assertion.lastIndexOf('.') + 1));
    }
}
