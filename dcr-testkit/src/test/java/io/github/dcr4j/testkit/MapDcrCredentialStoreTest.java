package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;

class MapDcrCredentialStoreTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore store = new MapDcrCredentialStore(clock);

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
