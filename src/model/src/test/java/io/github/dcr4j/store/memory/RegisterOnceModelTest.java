package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.model.Clients;
import io.github.dcr4j.model.Interleavings;
import io.github.dcr4j.model.Promises;
import io.github.dcr4j.model.StandingClock;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Outcome.Effect;
import io.github.dcr4j.store.DcrCoordination.Outcome.Result;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

class RegisterOnceModelTest {
    @Test
    void claimMarkAndSave_twoReplaceWhatAnotherInvalidates_onlyOneRegisters() {
        Interleavings.explore(Invalidated.class, 3, 100);
    }

    @Test
    void claimMarkAndSave_leaseEndsMeanwhile_onlyOneIsSaved() {
        Interleavings.explore(LeaseEnds.class, 3, 100);
    }

    /** Two attempts to replace the generation {@code g0}, and something that happens meanwhile. */
    public abstract static class Model {
        private static final int LIFE = 2;
        private static final DcrCredentials DEAD = Clients.GENERATIONS.get(0);

        final Promises promises = new Promises();
        final StandingClock clock = new StandingClock();
        final PlainStore store = new PlainStore(clock);
        final AtomicInteger registered = new AtomicInteger();
        final AtomicInteger saved = new AtomicInteger();
        private final DcrCoordination coordination = store.coordination();

        Model() {
            store.save(DEAD, null, null);
        }

        @Operation(runOnce = true)
        public void first() {
            attempt(1);
        }

        @Operation(runOnce = true)
        public void second() {
            attempt(2);
        }

        /** What happens meanwhile. */
        @Operation(runOnce = true)
        public abstract void meanwhile();

        /** What is current was saved, and nothing that was saved is lost. */
        @Validate
        public void end() {
            DcrCredentials current = store.current();
            boolean replaced = current != null && !isDead(current);
            promises.require(replaced == (saved.get() == 1), saved.get() + " saved, and current is " + current);
            check();
            promises.kept();
        }

        abstract void check();

        private void attempt(int number) {
            Claim claim = coordination.claim(new ClaimRequest(
                    Clients.KEY,
                    "owner-" + number,
                    Duration.ofSeconds(LIFE),
                    DEAD.generation(),
                    "digest",
                    Ceiling.NONE,
                    Purpose.REGISTER));
            if (claim instanceof Claim.Current current) {
                promises.require(!isDead(current.credentials()), "the dead generation was handed out");
            } else if (claim instanceof Claim.Granted granted) {
                if (coordination.mark(granted.lease(), new Intent(Intent.Call.REGISTER, Instant.EPOCH, null))) {
                    registered.incrementAndGet();
                    save(number, granted);
                }
                coordination.release(granted.lease(), Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
            }
        }

        private void save(int number, Claim.Granted granted) {
            SaveResult result = store.save(Clients.GENERATIONS.get(number), granted.base(), granted.lease());
            if (result instanceof SaveResult.Saved) {
                saved.incrementAndGet();
            }
        }

        private static boolean isDead(DcrCredentials credentials) {
            return credentials.generation().equals(DEAD.generation());
        }
    }

    /** What the checker creates. */
    public static final class Invalidated extends Model {
        @Override
        public void meanwhile() {
            store.invalidate(Model.DEAD.generation());
        }

        @Override
        void check() {
            promises.require(registered.get() == 1, registered.get() + " were registered");
        }
    }

    /** What the checker creates. */
    public static final class LeaseEnds extends Model {
        @Override
        public void meanwhile() {
            for (int i = 0; i < Model.LIFE; i++) {
                clock.tick();
            }
        }

        @Override
        void check() {
            promises.require(saved.get() <= 1, saved.get() + " were saved");
        }
    }
}
