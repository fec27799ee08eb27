package io.github.dcr4j.keep;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.keep.ClientDeleter.Ending;
import io.github.dcr4j.keep.UnpublishedRegistrations.Held;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientDeleterTest {
    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final FakeStore store = new FakeStore();
    private final ClientDeleter deleter = new ClientDeleter(
            store, new UnpublishedRegistrations(1), new ManagementClient(http), Duration.ofSeconds(10));

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        store.close();
    }

    private Egress here() {
        return new Egress(Set.of("127.0.0.1:" + server.getPort()), false, Set.of());
    }

    private DcrCredentials unneeded() {
        return Samples.credentials()
                .management(Samples.management("http://127.0.0.1:" + server.getPort() + "/clients/1?k=TOPSECRET"))
                .build();
    }

    private void answers(int status) {
        server.enqueue(new MockResponse.Builder().code(status).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 200, 410})
    void give_goneAtTheServer_isDeleted(int status) throws InterruptedException {
        answers(status);

        DcrEvent ending = deleter.delete(unneeded(), here());

        RecordedRequest sent = server.takeRequest();
        assertThat(ending).isEqualTo(new DcrEvent.ClientDeleted(unneeded().key(), ForeignText.of("client-1")));
        assertThat(sent.getMethod()).isEqualTo("DELETE");
        assertThat(sent.getTarget()).isEqualTo("/clients/1?k=TOPSECRET");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer management-token");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    /** No status but 204 and 401 says whether the client is there (RFC 7592, section 2.3). */
    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void give_answerProvesNothing_isReadAndAnOrphan(int status) throws InterruptedException {
        answers(status);
        answers(401);

        DcrEvent ending = deleter.delete(unneeded(), here());

        assertThat(ending)
                .isInstanceOfSatisfying(
                        DcrEvent.Orphaned.class,
                        orphaned -> assertThat(orphaned.why()).contains(String.valueOf(status)));
        assertThat(server.takeRequest().getMethod()).isEqualTo("DELETE");
        assertThat(server.takeRequest().getMethod()).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500, 302, 429})
    void give_serverDidNotDelete_isAnOrphanThatSaysWhy(int status) {
        answers(status);

        DcrEvent ending = deleter.delete(unneeded(), here());

        assertThat(ending).isInstanceOfSatisfying(DcrEvent.Orphaned.class, orphaned -> {
            assertThat(orphaned.orphan().clientId()).hasToString("client-1");
            assertThat(orphaned.orphan().registrationClientUri())
                    .isEqualTo(Samples.management("http://127.0.0.1:" + server.getPort() + "/clients/1?k=TOPSECRET")
                            .registrationClientUri());
            assertThat(orphaned.why()).contains(String.valueOf(status));
            assertThat(orphaned.toString()).doesNotContain("TOPSECRET", "management-token");
        });
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void endUnnamed_addressOfAClientThatIsHeldAndNotSaved_isLeftAlone() {
        UnpublishedRegistrations unpublished = new UnpublishedRegistrations(1);
        DcrCredentials held = unneeded();
        unpublished.hold(new Held(held, null, null, Samples.spec(Samples.request()), null));
        ClientDeleter holding =
                new ClientDeleter(store, unpublished, new ManagementClient(http), Duration.ofSeconds(10));

        Ending ending = holding.endUnnamed(
                held.key(),
                null,
                new DcrManagement(
                        "(unusable)",
                        held.management().orElseThrow().registrationClientUri(),
                        Secret.of("other-t0ken-51")),
                here());

        assertThat(ending).isEqualTo(new Ending(null, false, true));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void give_storeStillUsesTheClient_isLeftAlone() {
        store.usedClientIds.add("client-1");

        assertThat(deleter.delete(unneeded(), here())).isNull();
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void give_noManagementData_isAnOrphan() {
        DcrEvent ending = deleter.delete(Samples.credentials().build(), Samples.NOWHERE);

        assertThat(ending).isInstanceOfSatisfying(DcrEvent.Orphaned.class, orphaned -> {
            assertThat(orphaned.orphan().registrationClientUri()).isNull();
            assertThat(orphaned.why()).contains("RFC 7592");
        });
    }

    @Test
    void give_storeAway_isAnOrphanAndNothingIsDeleted() {
        store.refersFailure = DcrStoreException.reading("the store is away", null);

        DcrEvent ending = deleter.delete(unneeded(), here());

        assertThat(ending)
                .isInstanceOfSatisfying(
                        DcrEvent.Orphaned.class,
                        orphaned -> assertThat(orphaned.why()).contains("the store is away"));
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void give_storeThrowsSomethingElse_isAnOrphanAllTheSame() {
        store.refersFailure = new IllegalStateException("pool TOPSECRET exhausted");

        DcrEvent ending = deleter.delete(unneeded(), here());

        assertThat(ending).isInstanceOf(DcrEvent.Orphaned.class);
        assertThat(Objects.requireNonNull(ending).toString())
                .contains("IllegalStateException")
                .doesNotContain("TOPSECRET");
        assertThat(server.getRequestCount()).isZero();
    }
}
