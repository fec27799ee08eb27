package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/**
 * Two caches over one store that check before every use: the contract wants a peer to see at once what was done, which
 * a cache that remembers does not promise.
 */
class NearCacheOfTwoReplicasTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final MapDcrCredentialStore shared = new MapDcrCredentialStore(clock);
    private final NearCache store = open();
    private final NearCache peer = open();

    private NearCache open() {
        return NearCache.builder(shared)
                .clock(clock)
                .softAge(Duration.ZERO)
                .hardAge(Duration.ZERO)
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
        clock.advance(time);
    }

    @Override
    protected DcrClock clock() {
        return clock;
    }
}
