package io.github.dcr4j.store.redis;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The contract on the Redis that most run today, where there is a Docker engine to run it. */
@Testcontainers(disabledWithoutDocker = true)
@Execution(ExecutionMode.CONCURRENT)
class ContainerContractTest extends DcrCoordinationContract {
    private static final int PORT = 6379;

    @Container
    private static final GenericContainer<?> REDIS = new GenericContainer<>("redis:8.2-alpine").withExposedPorts(PORT);

    private final RedisDcrCredentialStore store;
    private final RedisDcrCredentialStore peer;

    ContainerContractTest() {
        String prefix = "dcr4j:" + UUID.randomUUID();
        store = open(prefix);
        peer = open(prefix);
    }

    private static RedisDcrCredentialStore open(String prefix) {
        URI server = URI.create("redis://" + REDIS.getHost() + ":" + REDIS.getMappedPort(PORT));
        return RedisDcrCredentialStore.builder(server, KeyRing.of(Keys.FIRST))
                .prefix(prefix)
                .build();
    }

    @AfterEach
    void close() {
        store.close();
        peer.close();
    }

    @Override
    protected DcrCredentialStore store() {
        return store;
    }

    @Override
    protected DcrCredentialStore peer() {
        return peer;
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
