package io.github.dcr4j.keep;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Retired;
import org.jspecify.annotations.Nullable;

/**
 * Deletes clients that no generation uses any more at the server (RFC 7592, section 2.3): noted before it is sent,
 * under the lease of the key, and only what the store refers to no more. Thread-safe.
 */
public final class LeasedDeletion {
    private final ClientDeleter deleter;

    public LeasedDeletion(ClientDeleter deleter) {
        this.deleter = deleter;
    }

    /**
     * Returns what became of the client, not reported yet; {@code null} when the lease was lost before anything was
     * sent. That a client which the server had rejected is not there any more is nothing to tell; that it is there
     * still is.
     *
     * @param clientSecret its secret, which no server's echo may bring into a message
     */
    public ClientDeleter.@Nullable Ending delete(
            Attempt attempt, HeldLease held, Retired retired, @Nullable Secret clientSecret) {
        DcrManagement management = retired.management();
        String clientId = management.clientId();
        if (!held.mark(attempt.intentTo(Intent.Call.DELETE, clientId))) {
            return null;
        }
        ClientDeleter.Ending ending = deleter.end(attempt.key(), clientId, clientSecret, management, attempt.egress());
        boolean goneAnyway = retired.cause() == Retired.Cause.INVALIDATED
                && ending.event() instanceof DcrEvent.Orphaned
                && !ending.exists();
        return goneAnyway ? new ClientDeleter.Ending(null, ending.conclusive(), false) : ending;
    }
}
