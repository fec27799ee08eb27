package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;

class MemoryStateStoreTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final MemoryStateStore backend = new MemoryStateStore(clock);
    private final DcrCredentialStore store = onBackend();
    private final DcrCredentialStore peer = onBackend();

    private DcrCredentialStore onBackend() {
        return DcrCredentialStoreBuilder.on(backend)
                .clock(clock)
                .patience(Duration.ofSeconds(30))
                .listener(event -> {
                    throw new AssertionError(event);
                })
                .build();
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
        clock.advance(time);
    }

    @Override
    protected DcrClock clock() {
        return clock;
    }
}
