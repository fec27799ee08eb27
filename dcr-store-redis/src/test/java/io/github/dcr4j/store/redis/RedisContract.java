package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on one real server; each test has a prefix, and so a store, of its own. */
abstract class RedisContract extends DcrCoordinationContract {
    @RegisterExtension
    static final RedisProcess REDIS = new RedisProcess();

    private final String prefix = "test-" + UUID.randomUUID();
    private @Nullable RedisDcrCredentialStore store;
    private @Nullable RedisDcrCredentialStore peer;

    abstract RedisSecrets secrets();

    /** Returns who enters, for the address. */
    String userInfo(String prefix) {
        return "";
    }

    /** The contract asks for its stores before anything that could be done here. */
    private RedisDcrCredentialStore open() {
        return RedisDcrCredentialStore.builder(REDIS.uri(userInfo(prefix), "?timeout=10000"), secrets())
                .prefix(prefix)
                .build();
    }

    @AfterEach
    void close() {
        store().close();
        peer().close();
    }

    @Override
    protected DcrCredentialStore store() {
        RedisDcrCredentialStore opened = store == null ? open() : store;
        store = opened;
        return opened;
    }

    @Override
    protected DcrCredentialStore peer() {
        RedisDcrCredentialStore opened = peer == null ? open() : peer;
        peer = opened;
        return opened;
    }

    @Override
    protected void letPass(Duration time) {
        try {
            clock().after(time).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected DcrClock clock() {
        return DcrClock.system();
    }
}
