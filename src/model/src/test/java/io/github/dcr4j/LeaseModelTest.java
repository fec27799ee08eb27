package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.state.store.HeldKey;
import io.github.dcr4j.state.store.HeldKeys;
import io.github.dcr4j.state.store.InMemoryCommands;
import io.github.dcr4j.state.store.StoreTime;
import io.github.dcr4j.store.DcrCoordination;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

class LeaseModelTest {
    @Test
    void everyMethod_twoThreads_isOneStepOfTheSpecification() {
        Interleavings.compare(InMemory.class, LeaseSpecification.class, 25, 20);
    }

    /** A checker that checks nothing must fail the build. */
    @Test
    void everyMethod_stepsThatGetLost_areFound() {
        assertThatThrownBy(() -> Interleavings.compare(Racy.class, LeaseSpecification.class, 25, 20))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    /** What the checker creates. */
    public static final class InMemory extends LeaseOperations {
        public InMemory() {
            super(clock -> coordination(new LockedKeys(), clock));
        }
    }

    /** What the checker creates. */
    public static final class Racy extends LeaseOperations {
        public Racy() {
            super(clock -> coordination(new RacyKeys(), clock));
        }
    }

    private static DcrCoordination coordination(HeldKeys keys, DcrClock clock) {
        return new InMemoryCommands(keys, new StoreTime(clock)).methods().coordination(clock);
    }

    private static final class LockedKeys implements HeldKeys {
        private final ConcurrentHashMap<DcrKey, HeldKey> keys = new ConcurrentHashMap<>();

        @Override
        public void replace(DcrKey key, UnaryOperator<HeldKey> step) {
            keys.compute(key, (k, held) -> step.apply(held == null ? HeldKey.NOTHING : held));
        }
    }

    /** Keys with a fault: of two steps that run at the same time one is lost. */
    private static final class RacyKeys implements HeldKeys {
        private final ConcurrentHashMap<DcrKey, HeldKey> keys = new ConcurrentHashMap<>();

        @Override
        public void replace(DcrKey key, UnaryOperator<HeldKey> step) {
            keys.put(key, step.apply(keys.getOrDefault(key, HeldKey.NOTHING)));
        }
    }
}
