package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * The clock of the Redis server is set back or forward. What a step back leaves behind is a state whose times are
 * further in the future, and so it is made here: every time in it is moved. A server that is ahead is one whose
 * replicas are behind.
 */
class ServerClockStepTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Duration LIFE = Duration.ofSeconds(20);
    private static final Pattern TIME = Pattern.compile("(?<=[\\[:,])\\d{13}(?=[],}])");

    private final Names names = new Names("test-" + UUID.randomUUID());
    private final byte[] record = names.entry(KEY.fingerprint(), "record");
    private final byte[] state = names.entry(KEY.fingerprint(), "state");
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
                .prefix(names.prefix())
                .retention(Duration.ZERO)
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
        redis.set(
                state,
                TIME.matcher(stored()).replaceAll(ServerClockStepTest::later).getBytes(UTF_8));
    }

    private String stored() {
        return new String(redis.get(state), UTF_8);
    }

    private static String later(MatchResult time) {
        return Long.toString(Long.parseLong(time.group()) + STEP.toMillis());
    }

    /** Returns the end of what is the value of a member. */
    private long endOf(String member) {
        Matcher found =
                Pattern.compile('"' + member + "\":[^]}]*\"span\":\\[([0-9]+),").matcher(stored());
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }

    private byte[] former() {
        return redis.keys(names.prefix() + ":{*}:former.*").iterator().next().getBytes(UTF_8);
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
        long limited = endOf("lease");
        assertThat(limited).isLessThanOrEqualTo(serverNow() + 1_000 + LIFE.toMillis());

        // It is limited once, not to the same length again and again.
        assertThat(claim("third", Ceiling.NONE)).isInstanceOf(Claim.Busy.class);
        assertThat(endOf("lease")).isEqualTo(limited);
    }

    @Test
    void claim_clockSetBackDuringAPause_pausesNoLongerThanItWasMeantTo() {
        release(Duration.ofSeconds(5));
        stepBack();

        Claim first = claim("other", Ceiling.NONE);
        long limited = endOf("backOffs");

        assertThat(first).isInstanceOfSatisfying(Claim.BackOff.class, backOff -> {
            assertThat(backOff.pause()).isLessThanOrEqualTo(Duration.ofSeconds(5));
            assertThat(backOff.why().text()).isEqualTo("the server said no");
        });
        assertThat(claim("third", Ceiling.NONE))
                .isInstanceOfSatisfying(
                        Claim.BackOff.class,
                        backOff -> assertThat(backOff.pause()).isLessThanOrEqualTo(((Claim.BackOff) first).pause()));
        assertThat(endOf("backOffs")).isEqualTo(limited);
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

        assertThat(redis.pttl(former())).isBetween(1L, Duration.ofMinutes(2).toMillis());
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
        assertThat(redis.pttl(former()))
                .isBetween(
                        Duration.ofMinutes(9).toMillis(), Duration.ofMinutes(10).toMillis());
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
