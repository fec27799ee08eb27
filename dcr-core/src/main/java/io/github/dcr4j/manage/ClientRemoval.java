package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.STORE_READ;
import static io.github.dcr4j.DcrException.Step.STORE_WRITE;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.keep.ClientDeleter;
import io.github.dcr4j.keep.LeasedDeletion;
import io.github.dcr4j.store.DcrCoordination.Retired;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes the clients of a key because an operator asks for it: from the store first, so that no caller gets one that
 * does not exist, then at the server (RFC 7592, section 2.3). Thread-safe.
 */
public final class ClientRemoval {
    private final DcrCredentialStore store;
    private final ClaimWait claims;
    private final LeasedDeletion deletion;
    private final ClientDeleter deleter;

    public ClientRemoval(DcrCredentialStore store, ClaimWait claims, LeasedDeletion deletion, ClientDeleter deleter) {
        this.store = store;
        this.claims = claims;
        this.deletion = deletion;
        this.deleter = deleter;
    }

    public Removed remove(Attempt attempt, HeldLease held) {
        attempt.at(STORE_READ);
        DcrCredentials current = StoreCalls.find(store, attempt.key(), held.base());
        attempt.at(STORE_WRITE);
        StoreCalls.remove(store, attempt.key());
        return new Course(attempt, held, current).deleteAll();
    }

    /**
     * What came of a removal.
     *
     * @param removed whether the store had a current client
     * @param deleted the ids of the clients that do not exist at the server any more
     * @param left the clients that still exist there, as far as is known
     */
    public record Removed(boolean removed, List<ForeignText> deleted, List<Left> left) {}

    /**
     * A client that was not deleted at the server.
     *
     * @param again whether trying again may help
     */
    public record Left(DcrOrphan client, String why, boolean again) {}

    /** The deletions at the server, after the store has none of the clients any more. */
    private final class Course {
        private final Attempt attempt;
        private final HeldLease held;
        private final @Nullable DcrCredentials current;
        private final List<ForeignText> deleted = new ArrayList<>();
        private final List<Left> leftBehind = new ArrayList<>();

        Course(Attempt attempt, HeldLease held, @Nullable DcrCredentials current) {
            this.attempt = attempt;
            this.held = held;
            this.current = current;
        }

        Removed deleteAll() {
            try {
                // asked again, because what was a former generation is out of use now
                for (Retired retired : RetiredClients.of(current, held.granted(), claims.again(attempt, held))) {
                    delete(retired);
                }
            } catch (DcrException e) {
                throw unfinished(e);
            }
            if (current != null && !isSettled(current.clientId())) {
                note(current.clientId(), deleter.end(current, attempt.egress()));
            }
            return new Removed(held.base() != null, deleted, leftBehind);
        }

        private void delete(Retired retired) {
            attempt.at(Step.MANAGE);
            DcrManagement management = retired.management();
            ClientDeleter.Ending ending = deletion.delete(attempt, held, retired, secretOf(management.clientId()));
            if (ending == null) {
                leave(management, "the lease ran out before it could be deleted", true);
                return;
            }
            note(management.clientId(), ending);
            if (ending.conclusive()) {
                held.settled(management.clientId());
            }
        }

        private void note(String clientId, ClientDeleter.Ending ending) {
            DcrEvent event = ending.event();
            if (event == null) {
                return;
            }
            attempt.note(event);
            if (event instanceof DcrEvent.Orphaned orphaned) {
                leftBehind.add(new Left(orphaned.orphan(), orphaned.why(), !ending.conclusive()));
            } else {
                deleted.add(ForeignText.of(clientId));
            }
        }

        private void leave(DcrManagement management, String why, boolean again) {
            DcrOrphan orphan = new DcrOrphan(management.clientId(), management.registrationClientUri());
            attempt.note(new DcrEvent.Orphaned(attempt.key(), orphan, why));
            leftBehind.add(new Left(orphan, why, again));
        }

        private boolean isSettled(String clientId) {
            return deleted.contains(ForeignText.of(clientId))
                    || leftBehind.stream()
                            .anyMatch(left -> left.client().clientId().exact().equals(clientId));
        }

        private @Nullable Secret secretOf(String clientId) {
            return current != null && current.clientId().equals(clientId)
                    ? current.clientSecret().orElse(null)
                    : null;
        }

        private DcrException unfinished(DcrException failure) {
            return DcrException.at(
                            failure.step(),
                            "the store has no client of the key any more, and not all that were registered are deleted at"
                                    + " the server yet, deregister again: " + failure.getMessage())
                    .retryable(true)
                    .cause(failure)
                    .orphan(
                            current == null || current.way() != Way.REGISTERED || isSettled(current.clientId())
                                    ? null
                                    : new DcrOrphan(
                                            current.clientId(),
                                            current.management()
                                                    .map(DcrManagement::registrationClientUri)
                                                    .orElse(null)))
                    .exception();
        }
    }
}
