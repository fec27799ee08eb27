package io.github.dcr4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A timed store is a store like any other, and its calls are in the registry. */
class TimedStoreTest extends DcrCoordinationContract {
    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MapDcrCredentialStore map = new MapDcrCredentialStore(clock);
    private final DcrCredentialStore store = new DcrMetrics(registry).timed(map);

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

    @Test
    void find_answeredAndFailed_areTimedApart() {
        store.find(DcrFixtures.key("openid"));
        store.find(DcrFixtures.key("openid"));
        map.faults().fail(StoreOperation.FIND, 1);

        assertThatThrownBy(() -> store.find(DcrFixtures.key("openid"))).isInstanceOf(DcrStoreException.class);

        assertThat(count("find", "done")).isEqualTo(2);
        assertThat(count("find", "failed")).isOne();
    }

    private long count(String call, String outcome) {
        return registry.get("dcr.store")
                .tag("call", call)
                .tag("outcome", outcome)
                .timer()
                .count();
    }
}
