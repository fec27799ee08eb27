package io.github.dcr4j.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.Samples;
import org.junit.jupiter.api.Test;

class ClientRejectionTest {
    private final DcrCredentials client = Samples.credentials().build();

    @Test
    void inTokenResponse_serverEchoesWhatWasSent_isMasked() {
        String body = "{\"error\":\"invalid_client\",\"error_description\":\"no client for " + Samples.SECRET
                + ", code c0de-of-the-login, verifier v3rifier-of-the-login\"}";

        ClientRejection rejection = ClientRejection.inTokenResponse(
                        client, 401, body, Secret.of("c0de-of-the-login"), Secret.of("v3rifier-of-the-login"))
                .orElseThrow();

        assertThat(rejection.text())
                .contains("invalid_client")
                .doesNotContain(Samples.SECRET, "c0de-of-the-login", "v3rifier-of-the-login");
        assertThat(rejection.toString()).contains(rejection.text());
    }

    @Test
    void inTokenResponse_aboutTheCode_isNone() {
        assertThat(ClientRejection.inTokenResponse(client, 400, "{\"error\":\"invalid_grant\"}"))
                .isEmpty();
    }

    @Test
    void reported_saysWhoSaidSo() {
        assertThat(ClientRejection.reported().text()).isEqualTo("reported by the caller");
    }

    @Test
    void inTokenResponse_classifierKnowsTheServersCode_decides() {
        RejectionClassifier classifier = (status, error, description) ->
                "E4711".equals(error) ? RejectionClassifier.Meaning.REJECTED : RejectionClassifier.Meaning.UNDECIDED;

        assertThat(ClientRejection.inTokenResponse(client, 400, "{\"error\":\"E4711\"}", classifier))
                .get()
                .extracting(ClientRejection::certainty)
                .isEqualTo(ClientRejection.Certainty.CERTAIN);
        assertThat(ClientRejection.inTokenResponse(client, 400, "{\"error\":\"E4712\"}", classifier))
                .isEmpty();
        assertThat(ClientRejection.inTokenResponse(client, 401, "{\"error\":\"invalid_client\"}", classifier))
                .isPresent();
    }

    @Test
    void inTokenResponse_classifierSaysNotRejected_isNone() {
        assertThat(ClientRejection.inTokenResponse(
                        client,
                        401,
                        "{\"error\":\"invalid_client\"}",
                        (status, error, description) -> RejectionClassifier.Meaning.NOT_REJECTED))
                .isEmpty();
    }

    @Test
    void inAuthorizationResponse_stateOfALogin_isSuspectedAtMost() {
        assertThat(ClientRejection.inAuthorizationResponse(client, true, "invalid_client", "unknown client"))
                .get()
                .extracting(ClientRejection::certainty)
                .isEqualTo(ClientRejection.Certainty.SUSPECTED);
        assertThat(ClientRejection.inAuthorizationResponse(client, true, "access_denied", "the user said no"))
                .isEmpty();
    }

    @Test
    void inAuthorizationResponse_stateOfNoLogin_isNone() {
        assertThat(ClientRejection.inAuthorizationResponse(client, false, "invalid_client", "unknown client"))
                .isEmpty();
    }
}
