package io.github.dcr4j.keep;

import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination.Retired;

/**
 * Deletes at the server the clients of a key that no generation uses any more, behind the callers, each once: what
 * cannot be deleted is reported as an orphan. Thread-safe.
 */
public final class SupersededClients {
    private final LeasedWork work;
    private final LeasedDeletion deletion;
    private final BackgroundWork background;
    private final EventPublisher publisher;

    public SupersededClients(
            LeasedWork work, LeasedDeletion deletion, BackgroundWork background, EventPublisher publisher) {
        this.work = work;
        this.deletion = deletion;
        this.background = background;
        this.publisher = publisher;
    }

    /** Deletes those of the request's key. If another replica is at work on the key it is left to the next. */
    public void deleteLater(RequestSpec request) {
        background.run(() -> {
            try {
                work.ifFree(request, this::delete);
            } catch (RuntimeException e) {
                publisher.failures().supersededNotDeleted(request.key(), e);
            }
        });
    }

    /** Returns how many there is nothing left to do about. */
    private int delete(Attempt attempt, HeldLease held) {
        int settled = 0;
        for (Retired retired : held.granted().superseded()) {
            ClientDeleter.Ending ending = deletion.delete(attempt, held, retired, null);
            if (ending == null) {
                break;
            }
            if (ending.event() != null) {
                attempt.note(ending.event());
            }
            held.settled(retired.management().clientId());
            settled++;
        }
        return settled;
    }
}
