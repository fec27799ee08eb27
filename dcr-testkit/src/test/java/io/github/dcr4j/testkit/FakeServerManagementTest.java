package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Management by RFC 7592. */
class FakeServerManagementTest {
    private final PlainClient client = PlainClient.plain();
    private FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(FakeAuthorizationServerBuilder other) {
        server.close();
        server = other.start();
    }

    private PlainClient.Answer registered() throws Exception {
        return client.post(server.registrationEndpoint(), PlainClient.webClient());
    }

    private static String[] authorization(PlainClient.Answer registered) {
        return new String[] {"Authorization", PlainClient.bearer(registered.text("registration_access_token"))};
    }

    private static Map<String, Object> update(PlainClient.Answer registered) {
        Map<String, Object> members = new LinkedHashMap<>(registered.json());
        List.of(
                        "registration_access_token",
                        "registration_client_uri",
                        "client_secret_expires_at",
                        "client_id_issued_at")
                .forEach(members::remove);
        return members;
    }

    @Test
    void read_withToken_returnsTheClient() throws Exception {
        PlainClient.Answer registered = registered();

        PlainClient.Answer read = client.get(registered.managementUri(), authorization(registered));

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json()).isEqualTo(registered.json());
    }

    @Test
    void read_wrongTokenOrChangedAddress_is401() throws Exception {
        PlainClient.Answer registered = registered();
        URI withoutQuery = URI.create(registered.text("registration_client_uri").replaceAll("\\?.*", ""));

        int wrongToken = client.get(registered.managementUri(), "Authorization", "Bearer x")
                .status();
        int noToken = client.get(registered.managementUri()).status();
        int noQuery = client.get(withoutQuery, authorization(registered)).status();

        assertThat(List.of(wrongToken, noToken, noQuery)).containsOnly(401);
    }

    @Test
    void read_anotherClientsToken_is401() throws Exception {
        PlainClient.Answer one = registered();
        PlainClient.Answer other = registered();

        int status = client.get(one.managementUri(), authorization(other)).status();

        assertThat(status).isEqualTo(401);
    }

    @Test
    void delete_withToken_is204AndTheClientIsGone() throws Exception {
        PlainClient.Answer registered = registered();

        PlainClient.Answer deleted = client.delete(registered.managementUri(), authorization(registered));
        int readAfterwards = client.get(registered.managementUri(), authorization(registered))
                .status();

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(readAfterwards).isEqualTo(401);
        assertThat(server.clients()).isEmpty();
        assertThat(server.at(FakeEndpoint.MANAGEMENT).calls())
                .extracting(RecordedCall::method)
                .containsExactly("DELETE", "GET");
    }

    @Test
    void update_fullMetadata_replacesIt() throws Exception {
        PlainClient.Answer registered = registered();
        Map<String, Object> asked = update(registered);
        asked.put("client_name", "Renamed");

        PlainClient.Answer updated = client.put(registered.managementUri(), asked, authorization(registered));

        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.json())
                .containsEntry("client_name", "Renamed")
                .containsEntry("client_secret", registered.text("client_secret"));
        assertThat(server.clients().get(0).metadata()).containsEntry("client_name", "Renamed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registration_access_token",
                "registration_client_uri",
                "client_secret_expires_at",
                "client_id_issued_at"
            })
    void update_memberThatOnlyTheServerSays_isRefused(String member) throws Exception {
        PlainClient.Answer registered = registered();
        Map<String, Object> asked = update(registered);
        asked.put(member, registered.json().get(member));

        PlainClient.Answer updated = client.put(registered.managementUri(), asked, authorization(registered));

        assertThat(updated.status()).isEqualTo(400);
        assertThat(updated.text("error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void update_anotherIdOrSecretOrBadRedirect_isRefused() throws Exception {
        PlainClient.Answer registered = registered();
        Map<String, Object> otherId = update(registered);
        otherId.put("client_id", "other");
        Map<String, Object> otherSecret = update(registered);
        otherSecret.put("client_secret", "other");
        Map<String, Object> badRedirect = update(registered);
        badRedirect.put("redirect_uris", List.of("http://public.example/"));

        String[] authorization = authorization(registered);
        PlainClient.Answer first = client.put(registered.managementUri(), otherId, authorization);
        PlainClient.Answer second = client.put(registered.managementUri(), otherSecret, authorization);
        PlainClient.Answer third = client.put(registered.managementUri(), badRedirect, authorization);

        assertThat(List.of(first.text("error"), second.text("error"), third.text("error")))
                .containsExactly("invalid_client_metadata", "invalid_client_metadata", "invalid_redirect_uri");
    }

    @Test
    void read_rotating_replacesTheTokenEachTime() throws Exception {
        restart(FakeAuthorizationServer.builder().rotatingRegistrationAccessToken());
        PlainClient.Answer registered = registered();

        PlainClient.Answer first = client.get(registered.managementUri(), authorization(registered));
        int oldToken = client.get(registered.managementUri(), authorization(registered))
                .status();
        PlainClient.Answer second = client.get(registered.managementUri(), authorization(first));

        assertThat(first.text("registration_access_token"))
                .isNotEqualTo(registered.text("registration_access_token"))
                .isNotEqualTo(second.text("registration_access_token"));
        assertThat(first.text("client_id")).isEqualTo(registered.text("client_id"));
        assertThat(List.of(first.status(), oldToken, second.status())).containsExactly(200, 401, 200);
    }

    @Test
    void update_renewing_replacesTheSecretAndItsExpiry() throws Exception {
        ManualClock clock = new ManualClock();
        restart(FakeAuthorizationServer.builder()
                .clock(clock)
                .secretLife(Duration.ofHours(1))
                .renewingSecretOnUpdate());
        PlainClient.Answer registered = registered();
        clock.advance(Duration.ofMinutes(30));

        PlainClient.Answer updated =
                client.put(registered.managementUri(), update(registered), authorization(registered));

        assertThat(updated.text("client_secret")).isNotEqualTo(registered.text("client_secret"));
        assertThat(updated.json()).containsEntry("client_secret_expires_at", (int)
                clock.now().plus(Duration.ofHours(1)).getEpochSecond());
    }

    @Test
    void post_clientAddress_isNotAllowed() throws Exception {
        PlainClient.Answer registered = registered();

        PlainClient.Answer answer =
                client.post(registered.managementUri(), update(registered), authorization(registered));

        assertThat(answer.status()).isEqualTo(405);
    }
}
