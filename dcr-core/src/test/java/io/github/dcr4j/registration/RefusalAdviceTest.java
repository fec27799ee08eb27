package io.github.dcr4j.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says in words decides what is advised; the code counts where the words do not say. */
class RefusalAdviceTest {
    private static final String POLICY = "Policy '%s' rejected request to client-registration service. Details: %s";
    private static final RegistrationRequest REQUEST = RegistrationRequest.builder()
            .redirectUris(List.of("https://app.example/cb"))
            .member("scope", "openid email")
            .build();
    private static final RegistrationRequest WITHOUT_SCOPE = RegistrationRequest.builder()
            .redirectUris(List.of("https://app.example/cb"))
            .build();

    private static HttpAnswer answer(int status, @Nullable String error, @Nullable String words) {
        String body = "{" + (error == null ? "\"x\":1" : "\"error\":\"" + error + "\"")
                + (words == null ? "" : ",\"error_description\":\"" + words + "\"") + "}";
        EndpointUrl url = EndpointUrl.ofOperator("endpoint", "https://as.example/register");
        return new HttpAnswer(
                new HttpCall(
                        "POST",
                        url,
                        CallAuthorization.bearer(Secret.of("token-1")),
                        null,
                        1_024,
                        Duration.ofSeconds(1)),
                status,
                Headers.of("Content-Type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8),
                HttpAnswer.BodyState.COMPLETE);
    }

    private static String advice(int status, @Nullable String error, @Nullable String words, boolean tokenSent) {
        HttpAnswer answer = answer(status, error, words);
        return RefusalAdvice.of(answer, Refusal.of(answer), REQUEST, tokenSent);
    }

    private static Refusal refusal(String error, String words) {
        return Refusal.of(answer(403, error, words));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Trusted Hosts|Host not trusted.",
                "Trusted Hosts|URI doesn't match any trusted host or trusted domain"
            })
    void of_insufficientScopeAboutTrustedHosts_advisesOnTrustedHosts(String policy, String details) {
        String words = POLICY.formatted(policy, details);

        assertThat(advice(403, "insufficient_scope", words, false))
                .contains("trusted hosts", "client registration policies", "initial access token")
                .doesNotContain("scope");
        assertThat(RefusalTopic.of(refusal("insufficient_scope", words), false)).isNotEqualTo(RefusalTopic.SCOPES);
    }

    @Test
    void of_insufficientScopeAboutMaxClients_advisesToDeleteClients() {
        String words = POLICY.formatted("Max Clients Limit", "It's allowed to have max 200 clients per realm");

        assertThat(advice(403, "insufficient_scope", words, false))
                .contains("number of clients", "delete")
                .doesNotContain("scope");
    }

    @Test
    void of_insufficientScopeAboutConsent_advisesOnConsent() {
        String words = POLICY.formatted("Consent Required", "Not permitted to update consentRequired to false");

        assertThat(advice(403, "insufficient_scope", words, true))
                .contains("consent")
                .doesNotContain("scope");
    }

    @Test
    void of_insufficientScopeAboutFullScope_doesNotBlameTheScopesThatWereSent() {
        String words = POLICY.formatted("Full Scope Disabled", "Not permitted to enable fullScopeAllowed");

        assertThat(advice(403, "insufficient_scope", words, true))
                .contains("full scope")
                .doesNotContain("openid email");
        assertThat(RefusalTopic.of(refusal("insufficient_scope", words), true)).isNotEqualTo(RefusalTopic.SCOPES);
    }

    @Test
    void of_insufficientScopeAboutProtocolMappers_advisesOnProtocolMappers() {
        String words = POLICY.formatted("Allowed Protocol Mapper Types", "ProtocolMapper type not allowed");

        assertThat(advice(403, "insufficient_scope", words, true)).contains("protocol mapper");
    }

    @Test
    void of_insufficientScopeAboutClientScopes_advisesOnTheScopesSent() {
        String words = POLICY.formatted("Allowed Client Scopes", "Not permitted to use specified clientScope");

        assertThat(advice(403, "insufficient_scope", words, true)).contains("openid email", "dropRefusedScopes");
        assertThat(RefusalTopic.of(refusal("insufficient_scope", words), true)).isEqualTo(RefusalTopic.SCOPES);
    }

    @Test
    void of_clientScopesNotPermittedAndNoneSent_doesNotAdviseToSendSome() {
        String words = POLICY.formatted("Allowed Client Scopes", "Not permitted to use specified clientScope");
        HttpAnswer answer = answer(403, "insufficient_scope", words);

        assertThat(RefusalAdvice.of(answer, Refusal.of(answer), WITHOUT_SCOPE, true))
                .contains("scopes of its own", "policy")
                .doesNotContain("SERVER_LIST");
    }

    @Test
    void of_policyThatIsNotKnown_advisesToChangeThatPolicy() {
        String words = POLICY.formatted("Night Rest", "come back tomorrow");

        assertThat(advice(403, "insufficient_scope", words, true))
                .contains("policy that the server names")
                .doesNotContain("trusted hosts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|invalid_token|No remaining count on initial access token",
                "401|invalid_token|Expired initial access token",
                "403|insufficient_scope|The initial access token was used up",
                "400|invalid_client_metadata|registration token expired"
            })
    void of_initialAccessTokenUsedUpOrExpired_advisesToGetANewOne(int status, String error, String words) {
        assertThat(advice(status, error, words, true))
                .contains("initial access token", "expired or been used up", "get a new one")
                .doesNotContain("metadata", "openid email");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The request requires higher privileges than provided by the access token.",
                "The access token lacks the scope that is required"
            })
    void of_insufficientScopeAboutTheToken_advisesOnTheTokenAndNotTheClientsScopes(String words) {
        assertThat(advice(403, "insufficient_scope", words, true))
                .contains("initial access token very likely lacks a scope")
                .doesNotContain("openid email");
        assertThat(RefusalTopic.of(refusal("insufficient_scope", words), true)).isNotEqualTo(RefusalTopic.SCOPES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"400|invalid_request|no access token provided", "403|access_denied|Initial access token required"})
    void of_tokenMissedUnderAnotherCode_advisesToConfigureOne(int status, String error, String words) {
        assertThat(advice(status, error, words, false)).contains("wants an initial access token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|invalid_client_metadata|redirect_uris must not be on http",
                "403|access_denied|Redirect URI is not allowed",
                "401|invalid_redirect_uri|nothing more"
            })
    void of_redirectUriUnderAnotherCodeOrStatus_advisesOnRedirectUris(int status, String error, String words) {
        assertThat(advice(status, error, words, true)).contains("redirect URI", "https://app.example/cb");
    }

    @ParameterizedTest
    @CsvSource({
        "none, token_endpoint_auth_method is not allowed, the server may have no public clients",
        "none, Public clients are not supported, the server may have no public clients",
        "none, client_name is too long, check the client metadata",
        "client_secret_basic, token_endpoint_auth_method is not allowed, check the client metadata"
    })
    void of_authMethodRefused_saysWhetherItWasThatOfAPublicClient(String method, String words, String advice) {
        HttpAnswer answer = answer(400, "invalid_client_metadata", words);
        RegistrationRequest request = RegistrationRequest.builder()
                .member("token_endpoint_auth_method", method)
                .build();

        assertThat(RefusalAdvice.of(answer, Refusal.of(answer), request, true)).startsWith(advice);
    }

    /** Seen at Spring's OpenID endpoint. */
    @Test
    void of_redirectUriAfterLogout_doesNotBlameThoseOfLogins() {
        String words = "Invalid Client Registration: post_logout_redirect_uris";

        assertThat(advice(400, "invalid_client_metadata", words, true))
                .isEqualTo("check the client metadata against what the server supports");
    }

    /** Seen at Spring's OpenID endpoint, and likewise at the MCP SDK's router. */
    @Test
    void of_redirectUriMissing_advisesToNameOne() {
        HttpAnswer answer = answer(400, "invalid_request", "redirect_uris cannot be null");
        RegistrationRequest none = RegistrationRequest.builder().build();

        assertThat(RefusalAdvice.of(answer, Refusal.of(answer), none, true))
                .isEqualTo("the server wants a redirect URI, and none was sent: name one (redirectUri)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|access_denied|Dynamic client registration is disabled",
                "400|invalid_request|Client registration is not enabled",
                "401|unauthorized|registration is not supported by this server"
            })
    void of_registrationSwitchedOffInWords_saysThatItIsNotOffered(int status, String error, String words) {
        assertThat(advice(status, error, words, true)).contains("does not offer registration there");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|access_denied|The software statement has expired",
                "401|invalid_token|software_statement missing"
            })
    void of_softwareStatementUnderAnotherStatus_advisesOnTheStatement(int status, String error, String words) {
        assertThat(advice(status, error, words, true))
                .contains("check the software statement")
                .doesNotContain("get a new one");
    }

    @Test
    void later_withoutRetryAfter_doesNotSayThatTheServerAsks() {
        assertThat(RefusalAdvice.later(null)).contains("does not say when").doesNotContain("asks");
        assertThat(RefusalAdvice.later(Duration.ofSeconds(7))).contains("asks to try again later: after 7 s");
    }
}
