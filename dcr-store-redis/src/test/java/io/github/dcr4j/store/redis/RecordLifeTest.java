package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** How long Redis keeps what, and with which key it is encrypted. */
class RecordLifeTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final Duration WEEK = Duration.ofDays(7);

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = names.entry(KEY.fingerprint(), "record");
    private final byte[] state = names.entry(KEY.fingerprint(), "state");
    private final UnifiedJedis redis;

    RecordLifeTest(RedisStandalone servers) {
        redis = servers.open();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisDcrCredentialStore open(RedisSecrets secrets, Duration retention) {
        return RedisDcrCredentialStore.builder(redis, secrets)
                .prefix(names.prefix())
                .retention(retention)
                .build();
    }

    private static DcrCredentials save(
            RedisDcrCredentialStore store, @Nullable Duration life, @Nullable DcrCredentials base) {
        DcrCredentials next = DcrFixtures.credentials(KEY, "a")
                .clientSecretExpiresAt(life == null ? null : Instant.now().plus(life))
                .build();
        SaveResult result = store.save(next, base == null ? null : base.generation(), null);
        return ((SaveResult.Saved) result).stored();
    }

    private void assertLeft(byte[] name, Duration expected) {
        assertThat(Duration.ofMillis(redis.pttl(name))).isBetween(expected.minusSeconds(10), expected);
    }

    /** Returns the names of the rows of former generations. */
    private Set<String> formers() {
        return redis.keys(names.prefix() + ":{" + KEY.fingerprint() + "}:former.*");
    }

    private byte[] former() {
        return formers().iterator().next().getBytes(UTF_8);
    }

    @Test
    void save_secretNeverExpires_isKeptForEver() {
        save(open(KeyRing.of(Keys.FIRST), Duration.ofDays(1)), null, null);

        assertThat(redis.pttl(record)).isEqualTo(-1);
        assertThat(redis.pttl(state)).isEqualTo(-1);
    }

    @Test
    void save_secretExpires_isKeptUntilThenAndTheStateAWeekLonger() {
        save(open(KeyRing.of(Keys.FIRST), Duration.ZERO), Duration.ofHours(1), null);

        assertLeft(record, Duration.ofHours(1));
        assertLeft(state, WEEK.plusHours(1));
    }

    /** By this machine's clock the secret has ended 50 minutes ago; by that of its server it was issued just now. */
    @Test
    void save_machinesClockAnHourAheadOfTheServers_isKeptForTheSecretsLife() {
        Instant issued = Instant.now().minus(Duration.ofHours(1));
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);

        store.save(
                DcrFixtures.credentials(KEY, "a")
                        .createdAt(issued)
                        .clientSecretExpiresAt(issued.plus(Duration.ofMinutes(10)))
                        .build(),
                null,
                null);

        assertLeft(record, Duration.ofMinutes(10));
    }

    @Test
    void save_noRetentionIsGiven_isKeptAQuarterOfAnHourLonger() {
        RedisDcrCredentialStore store = RedisDcrCredentialStore.builder(redis, RedisSecrets.inClear())
                .prefix(names.prefix())
                .build();

        save(store, Duration.ofHours(1), null);

        assertLeft(record, Duration.ofMinutes(75));
    }

    @Test
    void save_withRetention_isKeptSoMuchLonger() {
        save(open(KeyRing.of(Keys.FIRST), Duration.ofHours(2)), Duration.ofHours(1), null);

        assertLeft(record, Duration.ofHours(3));
    }

    @Test
    void save_secretHasExpired_isKeptForAMinute() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);
        save(store, Duration.ofHours(-1), null);

        assertLeft(record, Duration.ofMinutes(1));
        assertLeft(state, WEEK.plusMinutes(1));
    }

    @Test
    void save_formerGeneration_isKeptForTheRetentionLongerThanItsSecret() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ofMinutes(15));
        DcrCredentials a = save(store, Duration.ofHours(1), null);
        save(store, Duration.ofSeconds(2), a);

        assertLeft(former(), Duration.ofMinutes(75));
        assertLeft(state, WEEK.plusMinutes(75));
    }

    @Test
    void save_formerNeverExpires_isKeptForADay() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);
        save(store, Duration.ofHours(1), save(store, null, null));

        assertLeft(former(), Duration.ofDays(1));
    }

    @Test
    void amend_recordThatExpires_keepsItsEnd() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);
        DcrCredentials a = save(store, Duration.ofHours(1), null);

        store.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "rotated"));

        assertLeft(record, Duration.ofHours(1));
    }

    @Test
    void remove_removed_leavesAStateForAWeek() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);
        save(store, null, save(store, null, null));

        store.remove(KEY);

        assertThat(redis.exists(record)).isFalse();
        assertThat(formers()).isEmpty();
        assertLeft(state, WEEK);
    }

    @Test
    void rotate_rowsOfTheOldKey_areReadAndWrittenWithTheNew() {
        RedisDcrCredentialStore before = open(KeyRing.of(Keys.FIRST), Duration.ZERO);
        DcrCredentials a = save(before, null, null);
        RedisDcrCredentialStore after = open(KeyRing.of(Keys.SECOND, Keys.FIRST), Duration.ZERO);

        assertThat(after.find(KEY)).isEqualTo(a);
        DcrCredentials b = save(after, null, a);

        RedisDcrCredentialStore newOnly = open(KeyRing.of(Keys.SECOND), Duration.ZERO);
        assertThat(newOnly.find(KEY)).isEqualTo(b);
        assertThat(HexFormat.of().formatHex(redis.get(record)))
                .contains(KeyRing.of(Keys.SECOND).primaryId());
    }

    @Test
    void rotate_amended_isWrittenWithTheNewKey() {
        DcrCredentials a = save(open(KeyRing.of(Keys.FIRST), Duration.ZERO), null, null);
        RedisDcrCredentialStore after = open(KeyRing.of(Keys.SECOND, Keys.FIRST), Duration.ZERO);

        after.amend(KEY, a.management().orElseThrow(), DcrFixtures.management("a", "rotated"));

        RedisDcrCredentialStore newOnly = open(KeyRing.of(Keys.SECOND), Duration.ZERO);
        assertThat(newOnly.find(KEY)).isNotNull();
        assertThat(newOnly.refersTo(KEY, "a")).isTrue();
    }

    @Test
    void close_clientOfTheCaller_staysOpen() {
        RedisDcrCredentialStore store = open(KeyRing.of(Keys.FIRST), Duration.ZERO);

        store.close();

        assertThat(redis.ping()).isEqualTo("PONG");
    }
}
