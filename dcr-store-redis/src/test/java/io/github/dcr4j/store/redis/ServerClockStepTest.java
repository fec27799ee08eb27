package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCoordination.Ceiling;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.ClaimRequest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Purpose;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrCredentialStore.Invalidation;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * The clock of the Redis server is set back or forward. What a step back leaves behind is a state whose times are further
 * in the future, and so it is made here: every time in it is moved. A server that is ahead is one whose replicas are behind.
 */
class ServerClockStepTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Pattern TIME = Pattern.compile("(?<![0-9a-f])\\d{13}(?![0-9a-f])");

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = names.of(KEY).get(0);
    private final byte[] former = names.of(KEY).get(1);
    private final byte[] state = names.of(KEY).get(2);
    private final UnifiedJedis redis;
    private final RedisDcrCredentialStore store;
    private final DcrCoordination coordination;

    ServerClockStepTest(RedisStandalone servers) {
        redis = servers.open();
        store = open(DcrClock.system());
        coordination = store.coordination(DcrClock.system());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisDcrCredentialStore open(DcrClock clock) {
        return RedisDcrCredentialStore.builder(redis, RedisSecrets.inClear())
                .writeFormat(1)
                .prefix(names.prefix())
                .clock(clock)
                .build();
    }

    private Claim claim(String owner, Ceiling ceiling) {
        return coordination.claim(new ClaimRequest(KEY, owner, LIFE, null, "digest", ceiling, Purpose.REGISTER));
    }

    private static Claim.Granted granted(Claim claim) {
        assertThat(claim).isInstanceOf(Claim.Granted.class);
        return (Claim.Granted) claim;
    }

    /** Leaves the state as it is once the server's clock was set back. */
    private void stepBack() {
        redis.hgetAll(state).forEach((field, value) -> {
            String name = new String(field, US_ASCII);
            boolean ofOwner = name.equals("lease_deadline");
            redis.hset(
                    state,
                    field,
                    ofOwner ? value : moved(new String(value, ISO_8859_1)).getBytes(ISO_8859_1));
        });
    }

    private static String moved(String value) {
        return TIME.matcher(value).replaceAll(ServerClockStepTest::later);
    }

    private static String later(MatchResult time) {
        return Long.toString(Long.parseLong(time.group()) + STEP.toMillis());
    }

    private long field(String name) {
        String value = new String(redis.hget(state, name.getBytes(US_ASCII)), ISO_8859_1);
        return Long.parseLong(value.replaceFirst("(?s)\\D.*", ""));
    }

    private long serverNow() {
        Object answer = redis.eval("return redis.call('TIME')[1]");
        return Long.parseLong(String.valueOf(answer)) * 1_000;
    }

    @Test
    void claim_clockSetBackDuringALease_waitsNoLongerThanTheLeaseLives() {
        granted(claim("dead", Ceiling.NONE));
        stepBack();

        assertThat(claim("other", Ceiling.NONE)).isInstanceOf(Claim.Busy.class);
        long limited = field("lease_end");
        assertThat(limited).isLessThanOrEqualTo(serverNow() + 1_000 + LIFE.toMillis());

        // It is limited once, not to the same length again and again.
        assertThat(claim("third", Ceiling.NONE)).isInstanceOf(Claim.Busy.class);
        assertThat(field("lease_end")).isEqualTo(limited);
    }

    @Test
    void claim_clockSetBackDuringAPause_pausesNoLongerThanItWasMeantTo() {
        release(Duration.ofSeconds(5));
        stepBack();

        Claim first = claim("other", Ceiling.NONE);
        long limited = field("b:");

        assertThat(first).isInstanceOfSatisfying(Claim.BackOff.class, backOff -> {
            assertThat(backOff.pause()).isLessThanOrEqualTo(Duration.ofSeconds(5));
            assertThat(backOff.why().text()).isEqualTo("the server said no");
        });
        assertThat(claim("third", Ceiling.NONE))
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isLessThanOrEqualTo(((Claim.BackOff) first).pause()));
        assertThat(field("b:")).isEqualTo(limited);
    }

    private void release(Duration pause) {
        Claim.Granted first = granted(claim("we", Ceiling.NONE));
        coordination.release(
                first.lease(),
                new Outcome(
                        Outcome.Result.FAILED,
                        Outcome.Effect.NONE,
                        pause,
                        new Reason("the server said no", false, 0, null),
                        null));
    }

    @Test
    void claim_clockSetBackAtTheCeiling_waitsNoLongerThanTheWindow() {
        Ceiling one = new Ceiling(1, Duration.ofMinutes(1));
        Claim.Granted first = granted(claim("we", one));
        coordination.mark(first.lease(), new Intent(Intent.Call.REGISTER, Instant.EPOCH, null));
        coordination.release(first.lease(), Outcome.of(Outcome.Result.NEITHER, Outcome.Effect.ACCOUNTED));
        stepBack();

        assertThat(claim("other", one))
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isLessThanOrEqualTo(Duration.ofMinutes(1)));
    }

    @Test
    void invalidate_clockSetBackSinceTheLast_isTooSoonNoLongerThanItsLimit() {
        DcrCredentials a = save(store, null, null);
        store.invalidate(KEY, a.generation(), "rejected", Duration.ZERO);
        DcrCredentials b = save(store, null, null);
        stepBack();

        assertThat(store.invalidate(KEY, b.generation(), "rejected", Duration.ofMinutes(1)))
                .isInstanceOfSatisfying(
                        Invalidation.TooSoon.class,
                        tooSoon -> assertThat(tooSoon.pause()).isLessThanOrEqualTo(Duration.ofMinutes(1)));
    }

    @Test
    void save_clockSetBackSinceTheBaseWasSaved_keepsItAsFormerNoLongerThanItsSecretWasGood() {
        DcrCredentials a = save(store, Instant.now().plus(Duration.ofMinutes(2)), null);
        stepBack();

        save(store, null, a);

        assertThat(redis.pttl(former)).isBetween(1L, Duration.ofMinutes(17).toMillis());
    }

    @Test
    void save_serverIsAnHourAhead_keepsTheRecordAsLongAsItsSecretIsGood() {
        ManualClock behind = new ManualClock();
        behind.setWallClock(Instant.now().minus(Duration.ofHours(1)));
        RedisDcrCredentialStore replica = open(behind);

        DcrCredentials a = save(replica, behind.now().plus(Duration.ofMinutes(10)), null);

        assertThat(redis.pttl(record))
                .isBetween(
                        Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(10).toMillis());
        save(replica, null, a);
        assertThat(redis.pttl(former))
                .isBetween(
                        Duration.ofMinutes(24).toMillis(),
                        Duration.ofMinutes(25).toMillis());
    }

    @Test
    void heal_serverIsAnHourAhead_keepsTheRecordAsLongAsItsSecretIsGood() {
        ManualClock behind = new ManualClock();
        behind.setWallClock(Instant.now().minus(Duration.ofHours(1)));
        DcrCredentials lost = DcrFixtures.credentials(KEY, "a")
                .version(3)
                .clientSecretExpiresAt(behind.now().plus(Duration.ofMinutes(10)))
                .build();

        open(behind).heal(lost);

        assertThat(redis.pttl(record))
                .isBetween(
                        Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(10).toMillis());
    }

    @Test
    void save_serverIsAnHourBehind_doesNotKeepTheRecordAnHourLonger() {
        ManualClock ahead = new ManualClock();
        ahead.setWallClock(Instant.now().plus(Duration.ofHours(1)));

        save(open(ahead), ahead.now().plus(Duration.ofMinutes(10)), null);

        assertThat(redis.pttl(record))
                .isBetween(
                        Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(10).toMillis());
    }

    private static DcrCredentials save(
            RedisDcrCredentialStore store, @Nullable Instant end, @Nullable DcrCredentials base) {
        DcrCredentials next = DcrFixtures.credentials(KEY, UUID.randomUUID().toString())
                .clientSecretExpiresAt(end)
                .build();
        SaveResult result = store.save(next, base == null ? null : base.generation(), null);
        return ((SaveResult.Saved) result).stored();
    }
}
