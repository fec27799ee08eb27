package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** One cache with the default ages: what happens through it is seen at once, although it remembers. */
class NearCacheOfOneReplicaTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final NearCache store =
            NearCache.builder(new MapDcrCredentialStore(clock)).clock(clock).build();

    @AfterEach
    void close() {
        store.close();
    }

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
