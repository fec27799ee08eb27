package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How servers ask for an initial access token, and refuse one. */
class InitialAccessTokenBehaviourTest {
    @Test
    void initialAccessTokenExpired_isAskedForOnceMoreAndThenRefused() {
        Secret good = Secret.of("good-initial-token");
        try (OddServer server = new OddServer(FakeAuthorizationServer.builder().initialAccessToken(good))) {
            AtomicInteger asked = new AtomicInteger();

            DcrCredentials client = server.resolve(server.request()
                    .initialAccessToken(() -> asked.getAndIncrement() == 0 ? Secret.of("stale-initial-token") : good));
            DcrException failure = server.refused(server.request()
                    .variant("never good")
                    .initialAccessToken(() -> Secret.of("bad-initial-token-" + asked.incrementAndGet())));

            assertThat(client).isNotNull();
            assertThat(failure).hasMessageContaining("does not accept the initial access token");
            assertThat(server.registrations()).as("two tries each").hasSize(4);
        }
    }

    @Test
    void confidentialClientsNeedAToken_theMessageSaysSo() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.status(401));

            assertThat(server.refused()).hasMessageContaining("the server wants an initial access token");
        }
    }

    @Test
    void tokenMissedWithStatus400_isUnderstoodByItsChallenge() {
        try (OddServer server = new OddServer()) {
            server.registration(FakeAnswer.refusal("invalid_request", "no access token provided")
                    .withHeader("WWW-Authenticate", "Bearer realm=\"clients\""));

            assertThat(server.refused()).hasMessageContaining("the server wants an initial access token");
            assertThat(server.refused(server.request().variant("given").initialAccessToken(() -> Secret.of("token"))))
                    .hasMessageContaining("check the client metadata");
        }
    }
}
