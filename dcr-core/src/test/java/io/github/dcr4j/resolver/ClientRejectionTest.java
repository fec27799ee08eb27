package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
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
}
