package io.github.dcr4j.request;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_JWT;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
import static io.github.dcr4j.TokenEndpointAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
import static io.github.dcr4j.TokenEndpointAuthMethod.TLS_CLIENT_AUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientCertificate;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which methods are chosen for what the caller has to authenticate with, and what of that is registered. */
class KeyMembersTest {
    private static final List<String> EVERY_METHOD = List.of(
            "client_secret_basic",
            "client_secret_jwt",
            "private_key_jwt",
            "tls_client_auth",
            "self_signed_tls_client_auth");

    @Test
    void choose_keyAndServerTakesIt_isPrivateKeyJwt() throws Exception {
        assertThat(chosen(with(ec("k1")), null)).isEqualTo(PRIVATE_KEY_JWT);
        assertThat(chosen(with(ec("k1")), List.of("RS256", "ES256"))).isEqualTo(PRIVATE_KEY_JWT);
    }

    @Test
    void choose_keyOfAnAlgorithmThatTheServerDoesNotTake_isASecret() throws Exception {
        assertThat(chosen(with(ec("k1")), List.of("RS256"))).isEqualTo(CLIENT_SECRET_BASIC);
    }

    @Test
    void choose_certificate_isItsOwnMethodAndNotTheOther() {
        ClientAuthentication authentication = ClientAuthentication.builder()
                .certificate(ClientCertificate.sanDns("app.example.com"))
                .build();

        assertThat(chosen(authentication, null)).isEqualTo(TLS_CLIENT_AUTH);
        assertThatThrownBy(() -> AuthMethodChoice.choose(
                        profile(Samples.request()
                                .authentication(authentication)
                                .authMethods(SELF_SIGNED_TLS_CLIENT_AUTH)),
                        endpoints(null)))
                .isInstanceOf(DcrException.class)
                .hasMessageContaining("no authentication method suits both");
    }

    @Test
    void choose_noneOfTheKeysFits_saysWhatTheServerTakesAndWhichKeysThereAre() throws Exception {
        ClientProfile profile =
                profile(Samples.request().authentication(with(ec("k1"))).authMethods(PRIVATE_KEY_JWT));

        DcrException failure = catchThrowableOfType(
                DcrException.class,
                () -> AuthMethodChoice.choose(profile, endpoints(List.of("RS256", "HS256", "none"))));

        assertThat(failure.step()).isEqualTo(Step.CHOOSE_AUTH_METHOD);
        assertThat(failure)
                .hasMessageContaining("the server takes assertions by [RS256]"
                        + " (token_endpoint_auth_signing_alg_values_supported), and the client's keys are"
                        + " [ClientKey[k1, [ES256]]]");
    }

    @Test
    void choose_supplierOfKeysFails_isThatFailure() {
        ClientAuthentication authentication = ClientAuthentication.builder()
                .keys(() -> {
                    throw new IllegalStateException("vault is sealed");
                })
                .build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> chosen(authentication, List.of("ES256")));

        assertThat(failure.step()).isEqualTo(Step.AUTHENTICATE);
    }

    @Test
    void of_privateKeyJwt_isThePublicKeysAndTheAlgorithmOfTheFirstThatFits() throws Exception {
        ClientKey rsa = key("RSA", "k1");
        ClientKey ec = ec("k2");
        ClientProfile profile = profile(Samples.request().authentication(with(rsa, ec)));

        assertThat(members(profile, PRIVATE_KEY_JWT, List.of("RS256", "ES256")))
                .isEqualTo(Map.of(
                        "token_endpoint_auth_signing_alg",
                        "RS256",
                        "jwks",
                        Map.of("keys", List.of(rsa.publicJwk(), ec.publicJwk()))));
        assertThat(members(profile, PRIVATE_KEY_JWT, List.of("ES256"))).containsEntry(KeyMembers.ALGORITHM, "ES256");
        assertThat(members(profile, PRIVATE_KEY_JWT, null)).containsEntry(KeyMembers.ALGORITHM, "PS256");
    }

    @Test
    void of_keysAtAnAddress_isTheAlgorithmAlone() throws Exception {
        ClientProfile profile = profile(Samples.request()
                .authentication(with(ec("k1")))
                .metadata(m -> m.jwksUri("https://app.example.com/jwks")));

        assertThat(members(profile, PRIVATE_KEY_JWT, null)).isEqualTo(Map.of(KeyMembers.ALGORITHM, "ES256"));
    }

    @Test
    void of_methodThatTheCallerNames_isWhatTheCallerSaid() throws Exception {
        ClientProfile profile = profile(Samples.request()
                .authentication(with(key("RSA", "k1")))
                .metadata(m -> m.member(KeyMembers.ALGORITHM, "PS512")));

        assertThat(members(profile, PRIVATE_KEY_JWT, null)).containsOnlyKeys("jwks");
    }

    @Test
    void of_clientSecretJwt_isTheFirstAlgorithmThatTheServerTakes() {
        ClientProfile profile = profile(Samples.request().authMethods(CLIENT_SECRET_JWT));

        assertThat(members(profile, CLIENT_SECRET_JWT, List.of("RS256", "HS512")))
                .isEqualTo(Map.of(KeyMembers.ALGORITHM, "HS512"));
        assertThat(KeyMembers.possible(profile, CLIENT_SECRET_JWT, new AuthenticationOffer(List.of("RS256"), null)))
                .isFalse();
    }

    @Test
    void of_methodOfASecret_isNothing() throws Exception {
        ClientProfile profile = profile(Samples.request().authentication(with(ec("k1"))));

        assertThat(members(profile, CLIENT_SECRET_BASIC, null)).isEmpty();
    }

    /** Keys are replaced under the request's key. */
    @Test
    void key_otherKeysOfTheSameKind_isTheSameKey() throws Exception {
        DcrRequest one = Samples.request().authentication(with(ec("k1"))).build();
        DcrRequest other = Samples.request().authentication(with(ec("k2"))).build();

        assertThat(one.key()).isEqualTo(other.key());
        assertThat(one.key()).isNotEqualTo(Samples.request().build().key());
    }

    @Test
    void build_authenticationAndJwks_isRefused() throws Exception {
        ClientKey key = ec("k1");
        DcrRequestBuilder request = Samples.request()
                .authentication(with(key))
                .metadata(m -> m.jwks(Map.of("keys", List.of(key.publicJwk()))));

        assertThatThrownBy(request::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("set authentication or jwks, not both");
    }

    @Test
    void tokenEndpoint_certificate_isTheAlias() {
        Endpoints aliased =
                with(new AuthenticationOffer(null, EndpointUrl.ofOperator("alias", "https://mtls.example.com/token")));

        assertThat(aliased.tokenEndpoint(TLS_CLIENT_AUTH).text()).isEqualTo("https://mtls.example.com/token");
        assertThat(aliased.tokenEndpoint(PRIVATE_KEY_JWT).text()).isEqualTo("https://idp.example.com/token");
        assertThat(endpoints(null).tokenEndpoint(TLS_CLIENT_AUTH).text()).isEqualTo("https://idp.example.com/token");
    }

    private static TokenEndpointAuthMethod chosen(
            ClientAuthentication authentication, @Nullable List<String> algorithms) {
        return AuthMethodChoice.choose(
                profile(Samples.request().authentication(authentication)), endpoints(algorithms));
    }

    private static Map<String, Object> members(
            ClientProfile profile, TokenEndpointAuthMethod method, @Nullable List<String> algorithms) {
        return KeyMembers.of(profile, method, new AuthenticationOffer(algorithms, null));
    }

    private static ClientProfile profile(DcrRequestBuilder request) {
        return Samples.spec(request).profile();
    }

    private static Endpoints endpoints(@Nullable List<String> algorithms) {
        return with(new AuthenticationOffer(algorithms, null));
    }

    private static Endpoints with(AuthenticationOffer offer) {
        Endpoints e = Samples.endpoints(true, EVERY_METHOD.toArray(String[]::new));
        return new Endpoints(
                e.issuer(),
                e.registrationEndpoint(),
                e.registrationGuessed(),
                e.authorizationEndpoint(),
                e.tokenEndpoint(),
                e.authMethods(),
                e.grantTypes(),
                e.scopes(),
                e.pkceS256(),
                e.pkceS256Listed(),
                e.issParameter(),
                offer,
                e.clientIdDocuments(),
                e.unregistrable(),
                e.deviations());
    }

    private static ClientAuthentication with(ClientKey... keys) {
        return ClientAuthentication.builder().keys(keys).build();
    }

    private static ClientKey ec(String keyId) throws GeneralSecurityException {
        return key("EC", keyId);
    }

    private static ClientKey key(String kind, String keyId) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return ClientKey.of(keyId, generator.generateKeyPair());
    }
}
