package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.registration.RegistrationClient;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.registration.RegistrationResult;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCheckTest {
    private static final Instant NOW = TestClock.START;
    private static final Endpoints SERVER = Samples.endpoints(true, "client_secret_basic", "none");
    private static final Endpoints NO_PKCE = Samples.endpoints(false, "client_secret_basic");

    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private RegistrationResponse answer(String members) {
        server.enqueue(new MockResponse.Builder()
                .code(201)
                .addHeader("Content-Type", "application/json")
                .body("{\"client_id\":\"client-1\"," + members + "}")
                .build());
        RegistrationResult result = new RegistrationClient(http, TestClock.standing())
                .register(
                        EndpointUrl.ofOperator("e", "http://127.0.0.1:" + server.getPort() + "/register"),
                        RegistrationRequest.builder().build(),
                        null,
                        Duration.ofSeconds(10));
        assertThat(result).isInstanceOf(RegistrationResult.Registered.class);
        return ((RegistrationResult.Registered) result).response();
    }

    private AnswerCheck check(DcrRequestBuilder request, Endpoints endpoints, String members) {
        RequestSpec built = Samples.spec(request);
        TokenEndpointAuthMethod method = built.profile().authMethods().get(0);
        return new AnswerCheck(built, RegistrationPlan.of(built.profile(), endpoints, method), answer(members), NOW);
    }

    private AnswerCheck check(String members) {
        return check(Samples.request(), SERVER, members);
    }

    private static final String SECRET = "\"client_secret\":\"" + Samples.SECRET + "\",\"client_secret_expires_at\":0";

    private static List<String> codes(AnswerCheck check) {
        return check.deviations().stream()
                .map(deviation -> deviation.code().code())
                .toList();
    }

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

    // Redirect URIs and grants

    @Test
    void unusable_otherRedirectUris_isRefusedWithoutTheirQuery() {
        AnswerCheck check = check(
                Samples.request().redirectUri("https://gateway.example.com/cb?t=TOPSECRET"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"https://evil.example/cb\"]");

        assertThat(check.unusable())
                .contains("redirect_uris", "https://gateway.example.com/cb")
                .doesNotContain("TOPSECRET", "evil");
    }

    @Test
    void unusable_loopbackPortStripped_isFine() {
        AnswerCheck check = check(
                Samples.request().redirectUri("http://127.0.0.1:51000/cb"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"http://127.0.0.1/cb\"]");

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().redirectUris()).containsExactly("http://127.0.0.1:51000/cb");
    }

    @Test
    void credentials_redirectUrisOfAScriptAndAnotherSite_handOutOnlyTheRequestsOwn() {
        AnswerCheck check = check(
                Samples.request().redirectUris("https://gateway.example.com/b", "https://gateway.example.com/a"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"javascript:alert(1)\",\"https://evil.example/cb\","
                        + "\"https://gateway.example.com/b\",\"https://gateway.example.com/a\"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).contains("redirect-uri-added");
        assertThat(check.newCredentials().redirectUris())
                .containsExactly("https://gateway.example.com/a", "https://gateway.example.com/b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:33418, http://127.0.0.1:33418/",
        "https://gateway.example.com/cb, https://GATEWAY.example.com/cb",
        "https://gateway.example.com/cb, HTTPS://gateway.example.com:443/cb",
        "https://gateway.example.com/~cb, https://gateway.example.com/%7ecb",
        "https://gateway.example.com/a%2fb, https://gateway.example.com/a%2Fb",
        "https://gateway.example.com/cb, https://gateway.example.com/x/../cb"
    })
    void unusable_redirectUriSpelledInAnotherWay_isTheSame(String asked, String echoed) {
        AnswerCheck check =
                check(Samples.request().redirectUri(asked), SERVER, SECRET + ",\"redirect_uris\":[\"" + echoed + "\"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).isEmpty();
        assertThat(check.newCredentials().redirectUris()).containsExactly(echoed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example.com/cb, https://gateway.example.com/cb/",
        "https://gateway.example.com/cb, https://gateway.example.com/CB",
        "https://gateway.example.com/cb, https://gateway.example.com:444/cb",
        "https://gateway.example.com/a%2fb, https://gateway.example.com/a/b",
        "https://gateway.example.com/cb, http://gateway.example.com/cb",
        "https://gateway.example.com/cb, https://gateway.example.com/cb?"
    })
    void unusable_anotherRedirectUri_isRefused(String asked, String answered) {
        AnswerCheck check = check(
                Samples.request().redirectUri(asked), SERVER, SECRET + ",\"redirect_uris\":[\"" + answered + "\"]");

        assertThat(check.unusable()).contains("redirect_uris");
    }

    @Test
    void unusable_redirectUrisAndGrantsWithWhiteSpace_areReadAndReported() {
        AnswerCheck check = check(
                Samples.request(),
                SERVER,
                SECRET + ",\"redirect_uris\":[\" https://gateway.example.com/oauth/callback\\n\"],"
                        + "\"grant_types\":\"authorization_code refresh_token\",\"response_types\":[\" code \"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).containsOnly("white-space", "string-for-array");
        assertThat(check.newCredentials().redirectUris()).containsExactly("https://gateway.example.com/oauth/callback");
        assertThat(check.newCredentials().grantTypes()).containsExactly("authorization_code", "refresh_token");
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
                e.deviations());
    }

    // Scopes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"openid profile\",\" email \",\"  \"]",
                "\"openid\\tprofile\\nemail\"",
                "\" openid  profile email\"",
                "[\"openid\",\"profile\",\"email\"]"
            })
    void deviations_scopesSeparatedInAnotherWay_areOnlyThatOfTheShape(String scope) {
        AnswerCheck check =
                check(Samples.request().scopes("openid", "profile", "email"), SERVER, SECRET + ",\"scope\":" + scope);

        assertThat(check.newCredentials().scopes()).containsExactly("openid", "profile", "email");
        assertThat(codes(check)).containsOnly("scope-shape");
    }

    @Test
    void deviations_scopeEmpty_isReportedAndRefusedWhenStrict() {
        AnswerCheck lenient = check(Samples.request().scopes("a"), SERVER, SECRET + ",\"scope\":\"\"");
        AnswerCheck strict = check(
                Samples.request().scopes("a").strict(),
                SERVER,
                SECRET + ",\"scope\":\"\",\"token_endpoint_auth_method\":\"client_secret_basic\","
                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                        + "\"redirect_uris\":[\"https://gateway.example.com/oauth/callback\"]");

        assertThat(codes(lenient)).containsExactly("empty-member");
        assertThat(lenient.newCredentials().scopes()).isEmpty();
        assertThat(strict.unusable()).contains("the request is strict");
    }

    @Test
    void deviations_scopeWithControlCharactersAndQuotes_leaveThoseOut() {
        AnswerCheck check =
                check(Samples.request().scopes("a"), SERVER, SECRET + ",\"scope\":\"a b\\u001b[31m c\\\"d \u00e9\"");

        assertThat(check.newCredentials().scopes()).containsExactly("a");
        assertThat(codes(check)).containsExactly("element-left-out");
    }

    @Test
    void deviations_scopesNarrowedAndWidened_areBothTold() {
        AnswerCheck check = check(Samples.request().scopes("a", "b"), SERVER, SECRET + ",\"scope\":\"b c\"");

        assertThat(codes(check)).containsExactly("scope-widened", "scope-narrowed");
        assertThat(check.newCredentials().scopes()).containsExactly("b", "c");
    }

    @Test
    void deviations_sameScopesInAnotherOrder_none() {
        AnswerCheck check = check(Samples.request().scopes("a", "b"), SERVER, SECRET + ",\"scope\":\"b a\"");

        assertThat(codes(check)).isEmpty();
    }

    @Test
    void deviations_noneAskedForAndSomeGiven_none() {
        AnswerCheck check = check(SECRET + ",\"scope\":\"everything\"");

        assertThat(codes(check)).isEmpty();
        assertThat(check.newCredentials().scopes()).containsExactly("everything");
    }
}
