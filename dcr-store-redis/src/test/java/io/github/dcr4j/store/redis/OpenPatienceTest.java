package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisOptions;
import io.github.dcr4j.redis.servers.RedisSentinelSet;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisTopology;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stores that are opened while nobody says where the servers are: what passes is waited for, what is wrong is not. */
class OpenPatienceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final RedisExtension SERVERS = RedisExtension.with(RedisOptions.builder()
            .password("open-sesame")
            .sentinelPassword("watch-word")
            .build());

    private final Pauses pauses = new Pauses();

    private RedisDcrCredentialStore open(URI uri) {
        return RedisDcrCredentialStore.builder(uri, RedisSecrets.inClear())
                .patience(PATIENCE)
                .clock(pauses)
                .build();
    }

    /** Opens a store that has to try twice: it is all well only after the first pause. */
    private void opensOnceAllIsWell(URI uri, RedisTopology redis) throws Exception {
        CompletableFuture<RedisDcrCredentialStore> opening = CompletableFuture.supplyAsync(() -> open(uri));
        try {
            pauses.awaitFirst(opening);
        } finally {
            redis.restore();
        }

        try (RedisDcrCredentialStore store = opening.get(3, TimeUnit.MINUTES)) {
            assertThat(store.stream()).isEmpty();
        }
    }

    /** Fails at once, and returns how. */
    private DcrStoreException refused(URI uri) {
        DcrStoreException e = Objects.requireNonNull(catchThrowableOfType(DcrStoreException.class, () -> open(uri)));

        assertThat(e.retryable()).isFalse();
        assertThat(pauses.seen()).isFalse();
        return e;
    }

    private static URI sentinel(RedisSentinelSet redis, String password, String sentinelPassword) {
        return Addresses.of(redis, ":" + password + "@", "?sentinelPassword=" + sentinelPassword);
    }

    @Test
    void open_everySentinelIsAway_waits(RedisSentinelSet redis) throws Exception {
        redis.sentinels().forEach(RedisNode::kill);

        opensOnceAllIsWell(sentinel(redis, "open-sesame", "watch-word"), redis);
    }

    @Test
    void open_masterIsAway_waits(RedisSentinelSet redis) throws Exception {
        redis.master().kill();

        opensOnceAllIsWell(sentinel(redis, "open-sesame", "watch-word"), redis);
    }

    @Test
    void open_everyNodeThatIsNamedIsAway_waits(RedisShards redis) throws Exception {
        RedisNode named = redis.nodes().get(0);
        named.kill();

        opensOnceAllIsWell(URI.create("redis-cluster://:open-sesame@" + named.address()), redis);
    }

    @Test
    void open_sentinelsRefuseThePassword_saysSoAtOnce(RedisSentinelSet redis) {
        assertThat(refused(sentinel(redis, "open-sesame", "wrong")))
                .hasMessageContaining("refuses this user and password")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void open_masterRefusesThePassword_saysSoAtOnce(RedisSentinelSet redis) {
        assertThat(refused(sentinel(redis, "wrong", "watch-word")))
                .hasMessageContaining("refuses this user and password");
    }

    @Test
    void open_noMasterOfThatName_saysSoAtOnce(RedisSentinelSet redis) {
        URI right = sentinel(redis, "open-sesame", "watch-word");
        URI wrong = URI.create(right.toString().replace("master=" + redis.masterName(), "master=other"));

        assertThat(refused(wrong)).hasMessageContaining("master other").hasMessageContaining("no master of this name");
    }

    @Test
    void open_clusterRefusesThePassword_saysSoAtOnce(RedisShards redis) {
        assertThat(refused(Addresses.of(redis, ":wrong@", ""))).hasMessageContaining("refuses this user and password");
    }

    @Test
    void open_nobodyComesBack_endsAndNamesTheCause(RedisSentinelSet redis) {
        redis.sentinels().forEach(RedisNode::kill);
        try {
            RedisDcrCredentialStoreBuilder builder = RedisDcrCredentialStore.builder(
                            sentinel(redis, "open-sesame", "watch-word"), RedisSecrets.inClear())
                    .patience(Duration.ofMillis(300))
                    .clock(pauses);

            DcrStoreException e = Objects.requireNonNull(catchThrowableOfType(DcrStoreException.class, builder::build));

            assertThat(e.retryable()).isTrue();
            assertThat(e)
                    .hasMessageContaining("master " + redis.masterName())
                    .hasMessageContaining("Connection refused");
            assertThat(pauses.seen()).isTrue();
        } finally {
            redis.restore();
        }
    }

    /** The machine's clock, which tells when somebody waits for the next try. */
    private static final class Pauses implements DcrClock {
        private final CompletableFuture<Void> first = new CompletableFuture<>();

        @Override
        public long millis() {
            return DcrClock.system().millis();
        }

        @Override
        public long nanos() {
            return DcrClock.system().nanos();
        }

        @Override
        public CompletableFuture<Void> after(Duration delay) {
            first.complete(null);
            return DcrClock.system().after(delay);
        }

        boolean seen() {
            return first.isDone();
        }

        /** Waits for the first pause, or for {@code opening} to end without one. */
        void awaitFirst(CompletableFuture<?> opening) throws Exception {
            CompletableFuture.anyOf(first, opening).get(3, TimeUnit.MINUTES);
        }
    }
}
