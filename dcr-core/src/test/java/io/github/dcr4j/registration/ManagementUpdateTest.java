package io.github.dcr4j.registration;

import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.registration.ManagementResult.Information;
import io.github.dcr4j.registration.ManagementResult.Unknown;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;

class ManagementUpdateTest extends ManagementFixture {
    private static final Secret SECRET = Secret.of("client-secret-CANARY");
    private static final String REGISTERED = "{\"client_id\":\"c1\",\"redirect_uris\":[\"https://app.example/cb\"],"
            + "\"client_name#de\":\"Anwendung\",\"vendor\":{\"n\":1.5}}";

    private ManagedClient known() {
        return new ManagedClient(new DcrManagement("c1", address(), Secret.of("rat-CANARY")), SECRET, null);
    }

    private ManagementResult update(UpdateRequest update) {
        return client.update(known(), update, here(), LONG);
    }

    private static String json(UpdateRequest update) {
        return new String(update.json(), UTF_8);
    }

    @Test
    void update_answered_putsAllThatIsRegisteredOnce() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body("{\"client_id\":\"c1\",\"registration_access_token\":\"new-CANARY\"}")
                .build());

        ManagementResult result = update(UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC));

        assertThat(((Information) result).management().registrationAccessToken())
                .isEqualTo(Secret.of("new-CANARY"));
        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getRequestLine()).isEqualTo("PUT /register/c1?k=SECRET HTTP/1.1");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer rat-CANARY");
        assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(sent.getBody().utf8())
                .isEqualTo("{\"redirect_uris\":[\"https://app.example/cb\"],\"client_name#de\":\"Anwendung\","
                        + "\"vendor\":{\"n\":1.5},\"client_id\":\"c1\",\"client_secret\":\"client-secret-CANARY\"}");
        assertThat(server.getRequestCount()).isOne();
    }

    /** Seen at Ory Hydra. */
    @Test
    void update_secretThatIsRepeatedIsRefused_isSentOnceMoreWithoutIt() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(403)
                .addHeader("Content-Type", "application/json")
                .body("{\"error\":\"The requested action was forbidden\",\"error_description\":\"It is not allowed to"
                        + " choose your own OAuth2 Client secret.\"}")
                .build());
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body("{\"client_id\":\"c1\",\"registration_access_token\":\"new-CANARY\"}")
                .build());

        ManagementResult result = update(UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC));

        assertThat(((Information) result).response().clientSecret()).isEqualTo(SECRET);
        assertThat(((Information) result).management().registrationAccessToken())
                .isEqualTo(Secret.of("new-CANARY"));
        assertThat(server.takeRequest().getBody().utf8()).contains("\"client_secret\":\"client-secret-CANARY\"");
        assertThat(server.takeRequest().getBody().utf8()).endsWith("\"client_id\":\"c1\"}");
    }

    @Test
    void update_refusedForAnotherReasonOrAgain_isSentNoFurtherTime() {
        for (String words : List.of(
                "client_name is too long",
                "client_secret_jwt is not supported",
                "no client_secret, please",
                "no client_secret, please")) {
            server.enqueue(new MockResponse.Builder()
                    .code(400)
                    .addHeader("Content-Type", "application/json")
                    .body("{\"error\":\"invalid_client_metadata\",\"error_description\":\"" + words + "\"}")
                    .build());
        }
        UpdateRequest update = UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC);

        assertThat(update(update)).isInstanceOf(ManagementResult.Refused.class);
        assertThat(server.getRequestCount()).isOne();
        assertThat(update(update)).isInstanceOf(ManagementResult.Refused.class);
        assertThat(server.getRequestCount()).isEqualTo(2);
        assertThat(update(update)).isInstanceOf(ManagementResult.Refused.class);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void update_connectionDropped_isUnknownAndNotRepeated() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
        }

        ManagementResult result = update(UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC));

        assertThat(((Unknown) result).failure()).hasMessageContaining("whether it was updated is not known");
        assertThat(server.getRequestCount()).isOne();
    }

    @Test
    void of_metadataWithWhatOnlyServersSay_leavesItOut() {
        UpdateRequest update = UpdateRequest.of(
                known(),
                "{\"client_id\":\"c2\",\"client_secret\":\"another\",\"client_secret_expires_at\":1,"
                        + "\"client_id_issued_at\":1,\"registration_access_token\":\"t\","
                        + "\"registration_client_uri\":\"u\",\"x\":1}",
                CLIENT_SECRET_BASIC);

        assertThat(json(update)).isEqualTo("{\"x\":1,\"client_id\":\"c1\",\"client_secret\":\"client-secret-CANARY\"}");
    }

    @Test
    void of_clientWithoutSecret_sendsNone() {
        ManagedClient open = new ManagedClient(known().management(), null, null);

        assertThat(json(UpdateRequest.of(open, "{\"client_secret\":\"x\",\"x\":1}", CLIENT_SECRET_BASIC)))
                .isEqualTo("{\"x\":1,\"client_id\":\"c1\"}");
    }

    @Test
    void bare_nothingIsRegistered_isSaid() {
        assertThat(UpdateRequest.of(known(), "{}", CLIENT_SECRET_BASIC).bare()).isTrue();
        assertThat(UpdateRequest.of(known(), "no object", CLIENT_SECRET_BASIC).bare())
                .isTrue();
        assertThat(UpdateRequest.of(known(), "{\"x\":1}", CLIENT_SECRET_BASIC).bare())
                .isFalse();
    }

    @Test
    void with_changes_takeThePlaceOfWhatIsRegistered() {
        RegistrationRequest changes = RegistrationRequest.builder()
                .redirectUris(List.of("https://app.example/other"))
                .scopes(List.of("openid"))
                .build();
        UpdateRequest registered = UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC);

        UpdateRequest changed = registered.with(changes);

        assertThat(json(changed))
                .contains("\"redirect_uris\":[\"https://app.example/other\"]", "\"scope\":\"openid\"", "\"vendor\"");
        assertThat(json(registered)).contains("https://app.example/cb").doesNotContain("scope");
    }

    @Test
    void update_longerThanAnAnswerThatIsReadCanBe_isNotSent() {
        ManagedClient managed = new ManagedClient(
                new DcrManagement("c1", address(), Secret.of("token")), Secret.of("CANARY-secret"), null);
        String registered = "{\"note\":[\"" + "x".repeat(30_000) + ("\",\"" + "x".repeat(30_000)).repeat(7) + "\"]}";
        UpdateRequest update = UpdateRequest.of(managed, registered, CLIENT_SECRET_BASIC);

        ManagementResult result = client.update(managed, update, here(), LONG);

        assertThat(result)
                .isInstanceOfSatisfying(
                        ManagementResult.Failed.class,
                        failed -> assertThat(failed.failure())
                                .hasMessageContaining("at most 262144 bytes of an answer are read"));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void toString_always_hidesTheSecret() {
        assertThat(UpdateRequest.of(known(), REGISTERED, CLIENT_SECRET_BASIC))
                .hasToString("UpdateRequest[clientId=c1]");
        assertThat(known().toString()).doesNotContain("CANARY");
    }
}
