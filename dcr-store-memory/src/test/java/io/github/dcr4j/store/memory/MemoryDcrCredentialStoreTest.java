package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;

class MemoryDcrCredentialStoreTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final MemoryDcrCredentialStore store =
            MemoryDcrCredentialStore.builder().clock(clock).build();

    @Override
    protected DcrCredentialStore store() {
        return store;
    }

    @Override
    protected DcrCredentialStore peer() {
        return store;
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
