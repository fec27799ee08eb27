package io.github.dcr4j;

import io.github.dcr4j.model.Clients;
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
import io.github.dcr4j.store.DcrLease;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** What two owners may do with the lease of one key, and time; compared with {@link LeaseSpecification}. */
@Param(name = "owner", gen = IntGen.class, conf = "1:2")
public abstract class LeaseOperations {
    private final StandingClock clock = new StandingClock();
    private final DcrCoordination coordination;

    LeaseOperations(Function<DcrClock, DcrCoordination> subject) {
        coordination = subject.apply(clock);
    }

    @Operation
    public @Nullable String claim(@Param(name = "owner") int owner) {
        Claim claim = coordination.claim(new ClaimRequest(
                Clients.KEY,
                name(owner),
                Duration.ofSeconds(LeaseSpecification.LIFE),
                null,
                "digest",
                Ceiling.NONE,
                Purpose.REGISTER));
        return claim instanceof Claim.Granted granted ? granted(granted) : null;
    }

    private static String granted(Claim.Granted granted) {
        Intent leftover = granted.leftover();
        return "until " + granted.lease().deadlineNanos() / 1_000_000_000 + " after " + granted.failures()
                + " failures and " + (leftover == null ? "none" : leftover.clientId());
    }

    @Operation
    public boolean mark(@Param(name = "owner") int owner) {
        return coordination.mark(lease(owner), new Intent(Intent.Call.UPDATE, Instant.EPOCH, name(owner)));
    }

    @Operation
    public void succeed(@Param(name = "owner") int owner) {
        coordination.release(lease(owner), Outcome.of(Result.SUCCEEDED, Effect.ACCOUNTED));
    }

    @Operation
    public void fail(@Param(name = "owner") int owner) {
        coordination.release(lease(owner), Outcome.of(Result.FAILED, Effect.UNKNOWN));
    }

    @Operation
    public void settle(@Param(name = "owner") int owner) {
        coordination.settled(Clients.KEY, name(owner));
    }

    @Operation
    public void tick() {
        clock.tick();
    }

    private static DcrLease lease(int owner) {
        return new DcrLease(Clients.KEY, name(owner), 0);
    }

    private static String name(int owner) {
        return "owner-" + owner;
    }
}
