package io.github.dcr4j.flow;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.flight.FlightWork;
import io.github.dcr4j.flight.SingleFlight;
import io.github.dcr4j.flight.Stretch;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.keep.UnpublishedRegistrations;
import io.github.dcr4j.request.RequestSpec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Joins all who want credentials for one key to the one attempt that obtains or replaces them. Thread-safe. */
public final class Flights {
    private final SingleFlight flights;
    private final RegistrationFlow flow;
    private final UnpublishedRegistrations unpublished;
    private final RejectedRegistrations rejected;
    private final Lifecycle lifecycle;

    public Flights(
            SingleFlight flights,
            RegistrationFlow flow,
            UnpublishedRegistrations unpublished,
            RejectedRegistrations rejected,
            Lifecycle lifecycle) {
        this.flights = flights;
        this.flow = flow;
        this.unpublished = unpublished;
        this.rejected = rejected;
        this.lifecycle = lifecycle;
    }

    /**
     * Returns the outcome of the attempt that obtains usable credentials, which begins if none runs.
     *
     * @param expired what the caller found stored; {@code null} for nothing
     */
    public CompletableFuture<DcrCredentials> obtain(RequestSpec request, @Nullable DcrCredentials expired) {
        FlightWork obtaining = flow.obtain(request, expired);
        return flights.join(request.server(), request.key(), place -> {
            DcrCredentials held = lifecycle.usableOrNull(unpublished.find(request.key()));
            if (held != null) {
                return new Stretch.Landed(held); // registered, and not saved, since the caller looked
            }
            rejected.settle(request.key());
            return obtaining.go(place);
        });
    }

    /** Returns the outcome of the attempt that replaces {@code due}, which begins if none runs. */
    public CompletableFuture<DcrCredentials> refresh(RequestSpec request, DcrCredentials due) {
        return replace(request, flow.refresh(request, due));
    }

    /** Returns the outcome of the attempt that replaces {@code used} on purpose, which begins if none runs. */
    public CompletableFuture<DcrCredentials> replace(RequestSpec request, DcrCredentials used) {
        return replace(request, flow.replace(request, used));
    }

    private CompletableFuture<DcrCredentials> replace(RequestSpec request, FlightWork replacing) {
        return flights.join(request.server(), request.key(), place -> {
            rejected.settle(request.key());
            return replacing.go(place);
        });
    }
}
