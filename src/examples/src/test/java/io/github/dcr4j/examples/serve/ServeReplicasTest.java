package io.github.dcr4j.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.Browser.Shown;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two replicas with a key for cookies in common, on one real Redis. */
@ExtendWith(RedisExtension.class)
class ServeReplicasTest {
    private static final Secret COOKIE_KEY =
            Secret.of(Base64.getEncoder().encodeToString("a key that two replicas have....".getBytes(UTF_8)));
    /** Used for 15 to 19 minutes: a login may begin before it is due, and end after its end. */
    private static final Duration SECRET_LIFE = Duration.ofMinutes(20);

    // Redis goes by the machine's clock, from which this one starts
    private final ManualClock clock = new ManualClock();
    private final ServedUpstreams served;
    private final Browser browser = new Browser();
    private final FakeAuthorizationServer server;
    private int one;
    private int two;

    ServeReplicasTest(RedisStandalone redis) {
        clock.setWallClock(Instant.ofEpochMilli(DcrClock.system().millis()));
        server = FakeAuthorizationServer.builder()
                .clock(clock)
                .secretLife(SECRET_LIFE)
                .start();
        // without a near cache, a replica learns at once what another has ended
        String store =
                "{\"uri\": \"redis://127.0.0.1:" + redis.node().port() + "\", \"inClear\": true, \"nearCache\": false}";
        served = new ServedUpstreams(store, clock).with("idp", server, "\"scopes\": [\"openid\"]");
    }

    @BeforeEach
    void start() throws Exception {
        one = served.replica(LoginCookies.of(COOKIE_KEY)).port();
        two = served.replica(LoginCookies.of(COOKIE_KEY)).port();
    }

    @AfterEach
    void close() {
        served.close();
        server.close();
    }

    private String firstClient() {
        return server.clients().get(0).clientId();
    }

    @Test
    void end_onTheOtherReplica_isLoggedInByTheOneClient() throws Exception {
        Shown shown = browser.open(two, browser.approve(browser.begin(one, "idp")));

        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(shown.page()).contains("By client " + firstClient());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    /** Early enough before the end of its secret, behind somebody else's back. */
    @Test
    void end_clientRefreshedMeanwhile_isLoggedInByTheFirst() throws Exception {
        clock.advance(Duration.ofMinutes(14));
        String away = browser.begin(one, "idp");
        clock.advance(Duration.ofMinutes(4));
        Browser another = new Browser();
        String first = Browser.encoded(firstClient());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !another.begin(one, "idp").contains(first));

        Shown shown = browser.open(two, browser.approve(away));

        assertThat(server.clients()).hasSize(2);
        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(shown.page()).contains("By client " + firstClient());
    }

    /** Half a minute before its secret ends the first client is used no more, and the server still takes it. */
    @Test
    void end_clientReplacedMeanwhile_isLoggedInByTheFirst() throws Exception {
        clock.advance(Duration.ofMinutes(14));
        String away = browser.begin(one, "idp");
        clock.advance(Duration.ofSeconds(330));
        String others = new Browser().begin(one, "idp");

        Shown shown = browser.open(two, browser.approve(away));

        assertThat(server.clients()).hasSize(2);
        assertThat(others).contains(Browser.encoded(server.clients().get(1).clientId()));
        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(shown.page())
                .contains("By client " + firstClient())
                .doesNotContain(server.clients().get(1).clientId());
    }

    /** A client that the server turned down is used for nothing any more, also not for what began with it. */
    @Test
    void end_clientRejectedMeanwhile_asksToLogInAgain() throws Exception {
        String back = browser.approve(browser.begin(one, "idp"));
        Browser another = new Browser();
        String others = another.approve(another.begin(one, "idp"));
        server.forget(firstClient());

        Shown rejected = another.open(one, others);
        Shown ended = browser.open(two, back);
        Shown again = browser.open(two, browser.approve(browser.begin(two, "idp")));

        assertThat(rejected.status()).isEqualTo(502);
        assertThat(ended.status()).isEqualTo(410);
        assertThat(ended.page()).contains("Please log in again");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.page()).contains("By client " + firstClient());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }
}
