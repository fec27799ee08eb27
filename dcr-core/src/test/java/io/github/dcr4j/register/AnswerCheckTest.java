package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.resolver.Samples;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerCheckTest extends AnswerCheckFixture {
    private static final Endpoints NO_PKCE = Samples.endpoints(false, "client_secret_basic");

    @Test
    void credentials_plainAnswer_holdWhatWasAskedFor() {
        AnswerCheck check = check(Samples.request().scopes("a").server(s -> s.providerName("idp")), SERVER, SECRET);

        DcrCredentials credentials = check.newCredentials();

        assertThat(check.unusable()).isNull();
        assertThat(check.deviations()).isEmpty();
        assertThat(credentials.clientId()).isEqualTo("client-1");
        assertThat(credentials.clientSecret())
                .hasValueSatisfying(s -> assertThat(s.reveal()).isEqualTo(Samples.SECRET));
        assertThat(credentials.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(credentials.clientSecretExpiresAt()).isEmpty();
        assertThat(credentials.issuer()).contains(Samples.ISSUER);
        assertThat(credentials.issParameterSupported()).isTrue();
        assertThat(credentials.pkceS256Supported()).isTrue();
        assertThat(credentials.redirectUris()).containsExactly("https://gateway.example.com/oauth/callback");
        assertThat(credentials.scopes()).isEmpty();
        assertThat(credentials.requestedScopes()).containsExactly("a");
        assertThat(credentials.grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(credentials.createdAt()).isEqualTo(NOW);
        assertThat(credentials.providerName()).contains("idp");
        assertThat(credentials.version()).isZero();
    }

    // Authentication

    @Test
    void unusable_otherMethodTheCallerCanUse_isTaken() {
        AnswerCheck check = check(SECRET + ",\"token_endpoint_auth_method\":\"client_secret_post\"");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).containsExactly("auth-method-replaced");
        assertThat(check.newCredentials().tokenEndpointAuthMethod())
                .isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
    }

    @Test
    void unusable_methodTheCallerCannotUse_isRefused() {
        AnswerCheck check = check(SECRET + ",\"token_endpoint_auth_method\":\"private_key_jwt\"");

        assertThat(check.unusable())
                .contains("token_endpoint_auth_method", "private_key_jwt", "client_secret_basic", "authMethods");
    }

    @Test
    void unusable_methodNobodyKnows_isNotQuoted() {
        AnswerCheck check =
                check(SECRET + ",\"token_endpoint_auth_method\":\"odd\\n\\u001b[31m" + "x".repeat(1_000) + "\"");

        assertThat(check.unusable())
                .contains(
                        "its token_endpoint_auth_method is one that is not known where client_secret_basic was asked for")
                .doesNotContain("odd");
    }

    @Test
    void unusable_publicClientMadeConfidential_isRefused() {
        AnswerCheck check = check(
                Samples.request().publicClient(),
                SERVER,
                SECRET + ",\"token_endpoint_auth_method\":\"client_secret_basic\"");

        assertThat(check.unusable()).contains("client_secret_basic");
    }

    @Test
    void unusable_madePublicWhereNoPkceIsPromised_isRefused() {
        AnswerCheck check = check(Samples.request(), NO_PKCE, "\"token_endpoint_auth_method\":\"none\"");

        assertThat(check.unusable()).contains("token_endpoint_auth_method is none");
    }

    @Test
    void unusable_secretMissing_isRefused() {
        AnswerCheck check = check("\"token_endpoint_auth_method\":\"client_secret_basic\"");

        assertThat(check.unusable()).contains("client_secret is missing", "client_secret_basic");
    }

    @Test
    void credentials_noneWithASecret_dropSecretAndExpiry() {
        AnswerCheck check = check(
                Samples.request().publicClient(),
                SERVER,
                "\"client_secret\":\"unused\",\"client_secret_expires_at\":1,\"token_endpoint_auth_method\":\"none\"");

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().clientSecret()).isEmpty();
        assertThat(check.newCredentials().clientSecretExpiresAt()).isEmpty();
    }

    // Expiry

    @Test
    void unusable_expiredOnArrival_namesBothTimes() {
        AnswerCheck check = check("\"client_secret\":\"x\",\"client_secret_expires_at\":" + NOW.getEpochSecond());

        assertThat(check.unusable()).contains("client_secret_expires_at", "expired on arrival", NOW.toString());
    }

    @Test
    void unusable_expiresInASecond_isUsed() {
        AnswerCheck check = check("\"client_secret\":\"x\",\"client_secret_expires_at\":" + (NOW.getEpochSecond() + 1));

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().clientSecretExpiresAt()).contains(NOW.plusSeconds(1));
    }

    @Test
    void unusable_responseTypeInAnotherOrder_isTheSame() {
        AnswerCheck check = check(
                Samples.request().metadata(m -> m.responseTypes("code id_token")),
                SERVER,
                SECRET + ",\"response_types\":[\"id_token code\"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).isEmpty();
    }

    @Test
    void unusable_codeGrantMissing_isRefused() {
        AnswerCheck check = check(SECRET + ",\"grant_types\":[\"refresh_token\"]");

        assertThat(check.unusable()).contains("grant_types", "authorization_code");
    }

    @Test
    void unusable_defaultRefreshTokenMissing_isFine() {
        AnswerCheck check = check(SECRET + ",\"grant_types\":[\"authorization_code\"]");

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().grantTypes()).containsExactly("authorization_code");
    }

    @Test
    void unusable_namedRefreshTokenMissing_isRefused() {
        AnswerCheck check = check(
                Samples.request().grantTypes("authorization_code", "refresh_token"),
                SERVER,
                SECRET + ",\"grant_types\":[\"authorization_code\"]");

        assertThat(check.unusable()).contains("grant_types");
    }

    @Test
    void credentials_codeGrantAddedWithoutAuthorizationEndpoint_leavesItOut() {
        Endpoints tokenOnly = withoutAuthorizationEndpoint(SERVER);
        AnswerCheck check = check(
                Samples.request().grantTypes("client_credentials"),
                tokenOnly,
                SECRET + ",\"grant_types\":[\"authorization_code\",\"client_credentials\"]");

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().grantTypes()).containsExactly("client_credentials");
        assertThat(codes(check)).containsExactly("grant-left-out");
    }

    private static Endpoints withoutAuthorizationEndpoint(Endpoints e) {
        @Nullable EndpointUrl none = null;
        return new Endpoints(
                e.issuer(),
                e.registrationEndpoint(),
                e.registrationGuessed(),
                none,
                e.tokenEndpoint(),
                e.authMethods(),
                e.grantTypes(),
                e.scopes(),
                e.pkceS256(),
                e.pkceS256Listed(),
                e.issParameter(),
                e.offer(),
                e.clientIdDocuments(),
                e.unregistrable(),
                e.deviations());
    }
}
