package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.state.store.Finding;
import io.github.dcr4j.state.store.StateBackedStore;
import io.github.dcr4j.state.store.StoreReports;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.StateStore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link DcrCredentialStore} of a {@link StateStore}, a backend that compares and sets: the library adds all
 * rules about generations, leases and budgets. The store is thread-safe, and closing it closes the backend.
 *
 * <pre>{@code
 * DcrCredentialStore store = DcrCredentialStoreBuilder.on(new OurStateStore(dataSource)).name("clients table").build();
 * DcrResolver resolver = DcrResolver.builder(store).build();
 * }</pre>
 *
 * <p>An entry that cannot be used is set aside for a day under another name in the backend, with a warning in the log
 * and a {@link DcrEvent.RowSetAside}. Calls are safe from any number of threads and processes on one backend; of those
 * in one process one at a time works on a key. A builder is not thread-safe. Defaults:
 *
 * <ul>
 *   <li>a call that changes something goes on for 6 seconds while other writers are faster;
 *   <li>credentials are kept for 15 minutes after their secret's end;
 *   <li>no listener: what was set aside is in the log alone;
 *   <li>the clock of the machine.
 * </ul>
 */
public final class DcrCredentialStoreBuilder {
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(10);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3_650);

    private final StateStore backend;
    private String name;
    private DcrClock clock = DcrClock.system();
    private Duration patience = Duration.ofSeconds(6);
    private Duration retention = StateBackedStore.RETENTION;

    @Nullable
    private DcrEventListener listener;

    private DcrCredentialStoreBuilder(StateStore backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
        name = backend.getClass().getSimpleName();
    }

    /** Starts a store on {@code backend}. */
    public static DcrCredentialStoreBuilder on(StateStore backend) {
        return new DcrCredentialStoreBuilder(backend);
    }

    /** Sets what log lines call the backend, without credentials; by default the name of its class. */
    public DcrCredentialStoreBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Sets the clock by which the end of a secret is known here; the backend measures all other times. */
    public DcrCredentialStoreBuilder clock(DcrClock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets for how long a call that changes something is tried again while other writers are faster, or while the
     * outcome of a write is unknown, beyond what the backend's own calls take.
     *
     * @throws IllegalArgumentException if it is not more than zero, or more than ten minutes
     */
    public DcrCredentialStoreBuilder patience(Duration patience) {
        if (patience.isZero() || patience.isNegative() || patience.compareTo(LONGEST_PATIENCE) > 0) {
            throw new IllegalArgumentException(
                    "patience must be more than zero, and at most " + LONGEST_PATIENCE + ": " + patience);
        }
        this.patience = patience;
        return this;
    }

    /**
     * Sets how long credentials are kept after their secret's end, former ones as well. An expired client can be
     * renewed, where the server allows it, for as long as it is kept.
     *
     * @throws IllegalArgumentException if it is negative or more than ten years
     */
    public DcrCredentialStoreBuilder retention(Duration retention) {
        if (retention.isNegative() || retention.compareTo(LONGEST_RETENTION) > 0) {
            throw new IllegalArgumentException("retention must be zero to " + LONGEST_RETENTION + ": " + retention);
        }
        this.retention = retention;
        return this;
    }

    /**
     * Sets the listener for entries that were set aside, and for records that were lost or put back. It is called on
     * the caller's thread after the write; what it throws is logged.
     */
    public DcrCredentialStoreBuilder listener(DcrEventListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** Returns the store; it does not call the backend. */
    public DcrCredentialStore build() {
        String place = name;
        EventPublisher publisher = EventPublisher.ofStore(listener, clock);
        return new StateBackedStore(backend, clock, patience, retention, new StoreReports() {
            @Override
            public void found(DcrKey key, Finding finding) {
                String lost = finding.lost();
                DcrEvent event = lost == null
                        ? new DcrEvent.RowSetAside(key, finding.entry(), finding.text())
                        : new DcrEvent.RecordLost(key, lost);
                publisher.found(place, event, finding.entry(), finding.text());
            }

            @Override
            public void healed(DcrKey key, String generation) {
                publisher.publish(new DcrEvent.Healed(key, generation));
            }
        });
    }
}
