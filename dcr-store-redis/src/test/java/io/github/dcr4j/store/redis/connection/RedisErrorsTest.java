package io.github.dcr4j.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisClusterOperationException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisValidationException;

class RedisErrorsTest {
    private static DcrStoreException failure(Step step, String server, RuntimeException e) {
        return RedisErrors.failure(step, server, PrintableText.WITHOUT_SECRETS, e);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "ERR Error running script (call to f_1): @user_script: 9: -READONLY You can't write against a read"
                        + " only replica.",
                "LOADING Redis is loading the dataset in memory",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "NOREPLICAS Not enough good replicas to write.",
                "BUSY Redis is busy running a script."
            })
    void passes_notAppliedForNow_isTrue(String message) {
        JedisDataException e = new JedisDataException(message);

        assertThat(RedisErrors.passes(e)).isTrue();
        assertThat(failure(Step.STORE_WRITE, "redis://h:1", e).retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OOM command not allowed when used memory > 'maxmemory'.",
                "ERR Error running script: @user_script: 9: -OOM command not allowed when used memory > 'maxmemory'.",
                "MISCONF Redis is configured to save RDB snapshots",
                "NOAUTH Authentication required.",
                "NOPERM this user has no permissions to run the 'eval' command",
                "The user executing the script can't run this command or subcommand"
            })
    void passes_somebodyMustAct_isFalse(String message) {
        JedisDataException e = new JedisDataException(message);

        assertThat(RedisErrors.passes(e)).isFalse();
        DcrStoreException failure = failure(Step.STORE_WRITE, "redis://h:1", e);
        assertThat(failure.retryable()).isFalse();
        assertThat(failure).hasMessageStartingWith("redis://h:1 failed: ").hasMessageEndingWith(")");
    }

    @Test
    void passes_brokenConnectionOrCluster_isTrue() {
        assertThat(RedisErrors.passes(new JedisConnectionException(new SocketTimeoutException("Read timed out"))))
                .isTrue();
        assertThat(RedisErrors.passes(new JedisClusterException("CLUSTERDOWN The cluster is down")))
                .isTrue();
        assertThat(RedisErrors.passes(new JedisClusterOperationException("No more cluster attempts left.")))
                .isTrue();
    }

    @Test
    void passes_passwordRefusedWhileConnecting_isFalse() {
        JedisException e = new JedisException(
                "Could not get a resource from the pool",
                new JedisAccessControlException("WRONGPASS invalid username-password pair or user is disabled."));

        assertThat(RedisErrors.passes(e)).isFalse();
        assertThat(failure(Step.STORE_READ, "redis://h:1", e)).hasMessageContaining("refuses this user and password");
    }

    @Test
    void passes_passwordRefusedByEveryNodeOfACluster_isFalse() {
        JedisException e = new JedisClusterOperationException("Could not initialize cluster slots cache.");
        e.addSuppressed(
                new JedisAccessControlException("WRONGPASS invalid username-password pair or user is disabled."));

        assertThat(RedisErrors.passes(e)).isFalse();
        assertThat(failure(Step.STORE_READ, "redis-cluster://h:1", e))
                .hasMessageContaining("refuses this user and password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "CLUSTERDOWN Hash slot not served",
                "NOAUTH Authentication required."
            })
    void concernsServer_notEvenReadable_isTrue(String message) {
        assertThat(RedisErrors.concernsServer(new JedisDataException(message))).isTrue();
        assertThat(RedisErrors.concernsServer(new JedisConnectionException("Failed to connect")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "ERR Error running script: @user_script: 9: -OOM command not allowed when used memory > 'maxmemory'.",
                "NOREPLICAS Not enough good replicas to write."
            })
    void concernsServer_refusesWritesOnly_isFalse(String message) {
        assertThat(RedisErrors.concernsServer(new JedisDataException(message))).isFalse();
    }

    @Test
    void concernsServer_mistakeOfTheCall_isFalse() {
        JedisDataException e = new JedisDataException("ERR wrong number of arguments, said host-READONLYX");

        assertThat(RedisErrors.passes(e)).isFalse();
        assertThat(RedisErrors.concernsServer(e)).isFalse();
    }

    @Test
    void concernsServer_everyConnectionInUse_isFalse() {
        JedisException e = new JedisException(
                "Could not get a resource from the pool",
                new NoSuchElementException("Timeout waiting for idle object, borrowMaxWaitDuration=PT0.5S"));

        assertThat(RedisErrors.concernsServer(e)).isFalse();
        assertThat(RedisErrors.passes(e)).isTrue();
        assertThat(failure(Step.STORE_READ, "redis://h:1", e)).hasMessageContaining("every connection was in use");
    }

    @ParameterizedTest
    @MethodSource("faultsOfThisProgram")
    void concernsServer_closedInterruptedOrNotEncodable_isFalse(Throwable cause) {
        JedisException e = new JedisException("Could not get a resource from the pool", cause);

        assertThat(RedisErrors.concernsServer(e)).isFalse();
        assertThat(RedisErrors.passes(e)).isFalse();
    }

    static List<Throwable> faultsOfThisProgram() {
        return List.of(
                new IllegalStateException("Pool not open"),
                new InterruptedException(),
                new IllegalArgumentException("not encodable"),
                new JedisValidationException("too long"));
    }

    /** A pipeline that breaks suppresses a failure to close, which has what it is suppressed by as its cause. */
    @Test
    void failure_suppressedFailureHasItAsCause_isReportedOnce() {
        JedisConnectionException broken = new JedisConnectionException("Unexpected end of stream.");
        broken.addSuppressed(new JedisConnectionException("Broken pipe", broken));

        DcrStoreException failure =
                assertTimeoutPreemptively(Duration.ofMinutes(1), () -> failure(Step.STORE_READ, "redis://h:1", broken));

        assertThat(failure).hasMessageContaining("Unexpected end of stream").hasMessageContaining("Broken pipe");
    }

    @Test
    void failure_longMessageWithControls_isCutToOneLine() {
        JedisDataException e = new JedisDataException("ERR a\r\nb" + "x".repeat(1_000));

        assertThat(failure(Step.STORE_READ, "redis://h:1", e).getMessage())
                .startsWith("redis://h:1 failed: ERR a b")
                .hasSizeLessThan(400);
    }
}
