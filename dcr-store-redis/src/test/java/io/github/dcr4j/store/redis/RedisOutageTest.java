package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.pace.Pace;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import redis.clients.jedis.Jedis;

/**
 * A server that stalls, stops and comes back: every call ends in time, and says why. Times it, so nothing runs beside
 * it.
 */
@Isolated
class RedisOutageTest {
    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final RedisStandalone redis = RedisStandalone.start();
    private final RedisNode server = redis.node();
    private RedisDcrCredentialStore store;

    @BeforeEach
    void open() {
        store = open(PATIENCE);
    }

    private RedisDcrCredentialStore open(Duration patience) {
        return RedisDcrCredentialStore.builder(
                        Addresses.of(redis, "", "?timeout=200&connectTimeout=200"), KeyRing.of(Keys.FIRST))
                .prefix("test-" + UUID.randomUUID())
                .patience(patience)
                .build();
    }

    /** For outages that end sooner than the patience, however slow the machine is. */
    private void openPatiently() {
        store.close();
        store = open(Duration.ofMinutes(2));
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    private SaveResult save(String clientId) {
        return store.save(DcrFixtures.credentials(KEY, clientId).build(), null, null);
    }

    private static Duration timed(Runnable call) {
        long began = System.nanoTime();
        DcrStoreException e = Objects.requireNonNull(catchThrowableOfType(DcrStoreException.class, call::run));
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(e).hasMessageStartingWith("redis://127.0.0.1:").hasMessageNotContaining("secret");
        assertThat(e.retryable()).isTrue();
        return took;
    }

    @Test
    void find_serverStalled_failsWithinOneTimeOut() throws Exception {
        save("a");
        server.freeze();
        try {
            assertThat(timed(() -> store.find(KEY))).isLessThan(Pace.stretched(SLACK));
        } finally {
            server.thaw();
        }
    }

    @Test
    void save_serverStalled_failsAfterThePatienceAndThenAtOnce() throws Exception {
        server.freeze();
        try {
            assertThat(timed(() -> save("a"))).isBetween(PATIENCE, PATIENCE.plus(Pace.stretched(SLACK)));

            assertThat(timed(() -> save("b"))).isLessThan(Pace.stretched(Duration.ofMillis(150)));
            assertThat(timed(() -> store.find(KEY))).isLessThan(Pace.stretched(Duration.ofMillis(150)));
        } finally {
            server.thaw();
        }
    }

    @Test
    void save_serverStallsForAWhile_isSavedOnceAllTheSame() throws Exception {
        openPatiently();
        server.freeze();
        CompletableFuture<SaveResult> saving = CompletableFuture.supplyAsync(() -> save("a"));
        try {
            assertThat(saving).failsWithin(Duration.ofMillis(800)).withThrowableOfType(Exception.class);
        } finally {
            server.thaw();
        }

        SaveResult result = saving.get(3, TimeUnit.MINUTES);

        assertThat(result).isInstanceOfSatisfying(SaveResult.Saved.class, saved -> {
            assertThat(saved.stored().version()).isEqualTo(1);
            assertThat(store.find(KEY)).isEqualTo(saved.stored());
        });
    }

    @Test
    void save_serverStoppedAndStartedAnew_ridesItOut() throws Exception {
        openPatiently();
        save("a");
        server.kill();
        CompletableFuture<SaveResult> saving = CompletableFuture.supplyAsync(() -> save("b"));
        assertThat(timed(() -> store.find(KEY))).isLessThan(Pace.stretched(SLACK));
        server.restart();

        SaveResult result = saving.get(3, TimeUnit.MINUTES);

        assertThat(result).isInstanceOf(SaveResult.Saved.class);
        assertThat(store.find(KEY)).extracting(DcrCredentials::clientId).isEqualTo("b");
    }

    @Test
    void find_serverRestartedInBetween_findsOnANewConnection() throws Exception {
        save("a");
        server.restart();

        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void everyCall_scriptsForgottenByTheServer_sendsThemAgain() {
        save("a");
        server.ask(Jedis::scriptFlush);

        assertThat(store.find(KEY)).isNotNull();
    }

    @Test
    void everyCall_outOfMemory_isAnErrorThatChangesNothing() {
        DcrCredentials a = ((SaveResult.Saved) save("a")).stored();
        server.ask(jedis -> jedis.configSet("maxmemory", "1"));

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.save(DcrFixtures.credentials(KEY, "b").build(), a.generation(), null))
                .withMessageContaining("maxmemory")
                .satisfies(e -> assertThat(e.retryable()).isFalse());
        assertThat(store.find(KEY)).isEqualTo(a);
    }

    @Test
    void save_tooFewReplicas_waitsAndSaysWhatIsMissing() {
        server.ask(jedis -> jedis.configSet("min-replicas-to-write", "1"));

        assertThat(timed(() -> save("a"))).isBetween(PATIENCE, PATIENCE.plus(Pace.stretched(SLACK)));
        assertThat(store.find(KEY)).isNull();
    }

    @Test
    void everyCall_interrupted_endsAndKeepsTheInterrupt() throws Exception {
        server.freeze();
        try {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> save("a"));

            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
            server.thaw();
        }
    }

    @Test
    void everyCall_closed_isAnError() {
        store.close();

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.find(KEY))
                .withMessage("the store is closed");
    }
}
