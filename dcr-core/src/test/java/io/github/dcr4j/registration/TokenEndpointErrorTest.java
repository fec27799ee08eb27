package io.github.dcr4j.registration;

import static io.github.dcr4j.registration.TokenEndpointError.Rejection.CERTAIN;
import static io.github.dcr4j.registration.TokenEndpointError.Rejection.NONE;
import static io.github.dcr4j.registration.TokenEndpointError.Rejection.SUSPECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.registration.TokenEndpointError.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEndpointErrorTest {
    private static final String CLIENT_ID = "c1";

    private static TokenEndpointError of(int status, String body, Secret... ours) {
        return TokenEndpointError.of(status, body, CLIENT_ID, ours);
    }

    private static TokenEndpointError of(int status, String error, String description) {
        return TokenEndpointError.of(status, error, description, CLIENT_ID);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error\":\"invalid_client\"}",
                "400 | {\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}",
                "403 | {\"error\":\"invalid_client\"}",
                "400 | {\"error\":\"invalid_request\",\"error_description\":\"Unknown client_id\"}",
                "422 | {\"error\":\"invalid_request\",\"error_description\":\"The client 'a b' does not exist.\"}",
                "401 | {\"error\":\"access_denied\",\"error_description\":\"unknown client_id\"}",
                "404 | {\"error\":\"not_found\",\"error_description\":\"OAuth client not found\"}",
                "400 | {\"error\":\"server_error\",\"error_description\":\"client id is unknown\"}",
                "400 | {\"error\":\"invalid_request\",\"error_description\":\"Invalid client id\"}",
                "401 | {\"message\":\"unknown client\"}",
                "422 | {\"message\":\"Unrecognized client_id\"}",
                "200 | {\"error\":\"incorrect_client_credentials\"}"
            })
    void rejection_bodyOfAServerThatDoesNotKnowTheClient_isCertain(int status, String body) {
        assertThat(of(status, body).rejection()).isEqualTo(CERTAIN);
    }

    /** Seen at servers, each with its name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MCP Python SDK 1.12.4 | 400 | unauthorized_client | Invalid client_id",
                "MCP Python SDK 1.12.4 | 401 | unauthorized_client | Invalid client_secret",
                "MCP Python SDK 1.12.4 | 401 | unauthorized_client | Client secret has expired",
                "Keycloak | 401 | unauthorized_client | Invalid client or Invalid client credentials",
                "Keycloak | 400 | unauthorized_client | Invalid client secret",
                "MITREid | 401 | unauthorized | Bad credentials",
                "ownCloud | 400 | access_denied | unknown client_id",
                "Google | 401 | deleted_client | The OAuth client was deleted.",
                "Google | 401 | invalid_client | The OAuth client was not found.",
                "Okta | 401 | invalid_client | The client secret supplied for a confidential client is invalid.",
                "Entra | 400 | unauthorized_client | Application with identifier 'c1' was not found in the directory",
                "Doorkeeper | 401 | invalid_client | Client authentication failed due to unknown client, no client"
                        + " authentication included, or unsupported authentication method.",
                "Better Auth 1.7.5 | 401 | invalid_client | missing client",
                "Better Auth 1.7.5 | 400 | invalid_client | missing client",
                "Slack | 200 | bad_client_secret | ''"
            })
    void rejection_wordsAboutTheClientOrItsCredentials_isCertain(
            String server, int status, String error, String description) {
        assertThat(of(status, error, description).rejection()).as(server).isEqualTo(CERTAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MCP Python SDK 1.30.0 | 401 | invalid_client | Missing client_id",
                "MCP Python SDK 1.30.0 | 401 | invalid_client | Client secret is required",
                "MITREid | 401 | invalid_client | Unauthorized grant type",
                "Keycloak | 401 | unauthorized_client | Client not enabled to retrieve service account",
                "Keycloak | 400 | unauthorized_client | Client not allowed for direct access grants",
                "RFC 6749 | 401 | unauthorized_client | The client is not authorized to use this method",
                "a grant | 401 | unauthorized_client | grant not allowed",
                "a method | 401 | invalid_client | unsupported authentication method",
                "a parameter | 400 | invalid_client | client_secret must be provided",
                "a parameter | 400 | invalid_request | client_id is missing",
                "a parameter | 400 | invalid_request | missing client",
                "a parameter | 400 | invalid_client | missing client credentials",
                "a parameter | 401 | invalid_client | Required parameter missing: client",
                "a redirect URI | 400 | invalid_request | redirect_uri does not match",
                "a redirect URI | 400 | invalid_request | The client's redirect URI was not found",
                "a scope | 400 | invalid_client | unknown client scope",
                "RFC 6749 | 400 | unauthorized_client | ''",
                "a user | 400 | access_denied | the user said no",
                "a code | 400 | invalid_grant | the code was issued to an unknown client",
                "a code | 401 | invalid_grant | Client not found for this code",
                "a rate | 429 | slow_down | unknown client",
                "a failure | 500 | invalid_client | unknown client"
            })
    void rejection_wordsAboutSomethingElse_isNone(String about, int status, String error, String description) {
        assertThat(of(status, error, description).rejection()).as(about).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | ''",
                "401 | {}",
                "401 | {\"error\":\"unauthorized\"}",
                "401 | {\"message\":\"Unauthorized\"}",
                "401 | {\"error\":\"access_denied\",\"error_description\":\"Unauthorized\"}",
                "403 | {\"error\":\"unauthorized_client\"}"
            })
    void rejection_bare401OrUnauthorized_isSuspected(int status, String body) {
        assertThat(of(status, body).rejection()).isEqualTo(SUSPECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | <html><title>Unknown client</title></html>",
                "400 | ''",
                "403 | {\"error\":\"forbidden\"}",
                "400 | {\"error\":[\"invalid_client\"]}",
                "400 | {\"error\":\"invalid_client\",\"error\":\"invalid_grant\"}",
                "200 | {\"access_token\":\"t\",\"error\":\"invalid_client\"}"
            })
    void rejection_answerThatIsNoErrorOfOAuth_isNone(int status, String body) {
        assertThat(of(status, body).rejection()).isEqualTo(NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b;c. d; e", "x", "https://app.example.com/client not allowed; scope grant missing. x"})
    void rejection_quotedIdWithDotsAndSemicolons_isCertain(String clientId) {
        String description = "Client ID '" + clientId + "' not found";

        assertThat(TokenEndpointError.of(400, "invalid_request", description, clientId)
                        .rejection())
                .isEqualTo(CERTAIN);
    }

    @Test
    void rejection_quotedIdOf200Characters_isCertain() {
        String clientId = "i".repeat(150) + ". scope " + "d".repeat(50);
        String body = "{\"error\":\"access_denied\",\"error_description\":\"Client ID '" + clientId + "' not found\"}";

        assertThat(TokenEndpointError.of(400, body, clientId).rejection()).isEqualTo(CERTAIN);
    }

    @Test
    void told_serverEchoesTheSecret_isMaskedAndCleaned() {
        TokenEndpointError error = of(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"secret s3cr3t-value is\\u001b[31m wrong\\n\"}",
                Secret.of("s3cr3t-value"));

        assertThat(error.describe()).isEqualTo("401 invalid_client (secret *** is wrong)");
    }

    @Test
    void of_hugeBody_isNotRead() {
        String body = "{\"error\":\"invalid_client\",\"x\":\"" + "a".repeat(70_000) + "\"}";

        assertThat(of(401, body).rejection()).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "Assertion has expired, NONE",
        "invalid CLIENT_ASSERTION, NONE",
        "JWT expired, SUSPECTED",
        "Invalid signature, SUSPECTED",
        "unknown kid, SUSPECTED",
        "jti already used, SUSPECTED",
        "aud mismatch, SUSPECTED",
        "unknown client or kid, SUSPECTED",
        "this client may not use this scope, NONE",
        "this client may not use this grant, NONE",
        "missing client_id parameter, NONE",
        // of the client and its document
        "'', CERTAIN",
        "client is not allowed, CERTAIN",
        "https://app.example.com/grant/kid.json is not acceptable, CERTAIN",
        "the metadata document is missing redirect_uris, CERTAIN",
        "the client must use private_key_jwt, CERTAIN",
        "the audit of the client failed, CERTAIN"
    })
    void rejection_invalidClientByDocument_isCertainUnlessAboutTheCall(String description, Rejection rejection) {
        String id = "https://app.example.com/grant/kid.json";

        assertThat(TokenEndpointError.of(401, "invalid_client", description, id).rejection(true))
                .isEqualTo(rejection);
    }

    /** Said by oidc-provider of a document that it has read. */
    @Test
    void rejection_invalidMetadataByDocument_isCertainWhateverTheWords() {
        TokenEndpointError error = of(400, "invalid_client_metadata", "scope must only contain supported scope values");

        assertThat(error.rejection(true)).isEqualTo(CERTAIN);
        assertThat(error.rejection(false)).isEqualTo(NONE);
    }
}
