package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.model.Interleavings;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

class InProcessCoordinationModelTest {
    @Test
    void everyMethod_twoThreads_isOneStepOfTheSpecification() {
        Interleavings.compare(InProcess.class, LeaseSpecification.class, 25, 20);
    }

    /** A checker that checks nothing must fail the build. */
    @Test
    void everyMethod_stepsThatGetLost_areFound() {
        assertThatThrownBy(() -> Interleavings.compare(Racy.class, LeaseSpecification.class, 25, 20))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    /** What the checker creates. */
    public static final class InProcess extends LeaseOperations {
        public InProcess() {
            super(clock -> InProcessCoordination.over(key -> null, clock));
        }
    }

    /** What the checker creates. */
    public static final class Racy extends LeaseOperations {
        public Racy() {
            super(RacyCoordination::new);
        }
    }

    /** A coordination with a fault: of two steps that run at the same time one is lost. */
    private static final class RacyCoordination implements DcrCoordination {
        private final ConcurrentHashMap<DcrKey, KeyClaims> keys = new ConcurrentHashMap<>();
        private final DcrClock clock;

        RacyCoordination(DcrClock clock) {
            this.clock = clock;
        }

        @Override
        public Claim claim(ClaimRequest request) {
            return on(request.key(), claims -> claims.take(request, clock.millis()));
        }

        @Override
        public boolean mark(DcrLease lease, Intent intent) {
            return on(lease.key(), claims -> claims.mark(lease.owner(), intent, clock.millis()));
        }

        @Override
        public void release(DcrLease lease, Outcome outcome) {
            on(lease.key(), claims -> claims.release(lease.owner(), outcome, clock.millis()));
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            on(key, claims -> claims.settle(clientId));
        }

        private <T> T on(DcrKey key, Function<KeyClaims, T> step) {
            KeyClaims present = keys.get(key);
            KeyClaims claims = present == null ? new KeyClaims() : new KeyClaims(present.state());
            T result = step.apply(claims);
            keys.put(key, claims);
            return result;
        }
    }
}
