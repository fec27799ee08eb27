package io.github.dcr4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEndpointErrorTest {
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
                "400 | {\"error\":\"invalid_request\",\"error_description\":\"Invalid client id\"}"
            })
    void rejectsClient_serverDoesNotKnowIt_isTrue(int status, String body) {
        assertThat(TokenEndpointError.of(status, body).rejectsClient()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":\"invalid_grant\",\"error_description\":\"the code was issued to an unknown client\"}",
                "400 | {\"error\":\"unauthorized_client\",\"error_description\":\"unknown client\"}",
                "400 | {\"error\":\"invalid_scope\",\"error_description\":\"unknown client scope\"}",
                "400 | {\"error\":\"invalid_request\",\"error_description\":\"redirect_uri does not match\"}",
                "400 | {\"error\":\"invalid_request\",\"error_description\":\"client_id is missing\"}",
                "400 | {\"error\":\"access_denied\",\"error_description\":\"the user said no\"}",
                "500 | {\"error\":\"invalid_client\"}",
                "200 | {\"error\":\"invalid_client\"}",
                "401 | <html><title>Unknown client</title></html>",
                "401 | ''",
                "401 | {\"message\":\"unknown client\"}",
                "429 | {\"error\":\"slow_down\",\"error_description\":\"unknown client\"}",
                "400 | {\"error\":[\"invalid_client\"]}",
                "400 | {\"error\":\"invalid_client\",\"error\":\"invalid_grant\"}"
            })
    void rejectsClient_anythingElse_isFalse(int status, String body) {
        assertThat(TokenEndpointError.of(status, body).rejectsClient()).isFalse();
    }

    @Test
    void told_serverEchoesTheSecret_isMaskedAndCleaned() {
        TokenEndpointError error = TokenEndpointError.of(
                401,
                "{\"error\":\"invalid_client\",\"error_description\":\"secret s3cr3t-value is\\u001b[31m wrong\\n\"}",
                Secret.of("s3cr3t-value"));

        assertThat(error.told()).isEqualTo("401 invalid_client (secret *** is wrong)");
    }

    @Test
    void of_hugeBody_isNotRead() {
        String body = "{\"error\":\"invalid_client\",\"x\":\"" + "a".repeat(70_000) + "\"}";

        assertThat(TokenEndpointError.of(401, body).rejectsClient()).isFalse();
    }
}
