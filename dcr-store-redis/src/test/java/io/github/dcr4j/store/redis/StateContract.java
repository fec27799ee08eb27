package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisTopology;
import io.github.dcr4j.state.StateBackedStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on format 2, for a user with the rights of the operations manual; each test has a prefix of its own. */
@Execution(ExecutionMode.CONCURRENT)
abstract class StateContract extends DcrCoordinationContract {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private final String prefix = OperationsManual.PREFIX + UUID.randomUUID();
    private final RedisTopology redis;
    private final RedisSecrets secrets;
    private @Nullable DcrCredentialStore store;
    private @Nullable DcrCredentialStore peer;

    StateContract(RedisTopology redis, RedisSecrets secrets) {
        this.redis = redis;
        this.secrets = secrets;
        OperationsManual.createUser(redis);
    }

    private DcrCredentialStore open() {
        RedisStateStore backend = RedisDcrCredentialStore.builder(
                        Addresses.of(redis, OperationsManual.USER_INFO, "?timeout=10000"), secrets)
                .prefix(prefix)
                .buildStateStore();
        return new StateBackedStore(backend, DcrClock.system(), Duration.ofSeconds(60), (key, finding) -> {
            throw new AssertionError(finding);
        });
    }

    @AfterEach
    void close() {
        store().close();
        peer().close();
    }

    @Override
    protected final DcrCredentialStore store() {
        DcrCredentialStore opened = store == null ? open() : store;
        store = opened;
        return opened;
    }

    @Override
    protected final DcrCredentialStore peer() {
        DcrCredentialStore opened = peer == null ? open() : peer;
        peer = opened;
        return opened;
    }

    @Override
    protected final void letPass(Duration time) {
        try {
            clock().after(time).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected final DcrClock clock() {
        return DcrClock.system();
    }
}
