package io.github.dcr4j.keep;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.registration.DeleteResult;
import io.github.dcr4j.registration.ManagementClient;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Deletes a client that was registered and is not needed (RFC 7592, section 2.3): once, and never one whose id the
 * store, or what is held because it could not be saved, still refers to, because some servers hand out one client for
 * equal metadata. Thread-safe.
 */
public final class ClientDeleter {
    private final DcrCredentialStore store;
    private final UnpublishedRegistrations unpublished;
    private final ManagementClient client;
    private final Duration timeout;

    public ClientDeleter(
            DcrCredentialStore store, UnpublishedRegistrations unpublished, ManagementClient client, Duration timeout) {
        this.store = store;
        this.unpublished = unpublished;
        this.client = client;
        this.timeout = timeout;
    }

    /** Returns what became of the client of {@code unneeded}, see the other method. */
    @Nullable
    DcrEvent delete(DcrCredentials unneeded, Egress egress) {
        return end(unneeded, egress).event();
    }

    /** Deletes the client of {@code unneeded}, see the other method. */
    public Ending end(DcrCredentials unneeded, Egress egress) {
        if (unneeded.way() != Way.REGISTERED) {
            return new Ending(null, true, true); // this library made none, and leaves none behind
        }
        return end(
                unneeded.key(),
                unneeded.clientId(),
                unneeded.clientSecret().orElse(null),
                unneeded.management().orElse(null),
                egress);
    }

    /**
     * Deletes a client, unless it is in use.
     *
     * @param clientSecret its secret, which no server's echo may bring into a message
     * @param management what it takes to delete it; {@code null} where the server offered none
     * @param egress where its request may go
     */
    public Ending end(
            DcrKey key,
            String clientId,
            @Nullable Secret clientSecret,
            @Nullable DcrManagement management,
            Egress egress) {
        DcrOrphan orphan = new DcrOrphan(clientId, management == null ? null : management.registrationClientUri());
        try {
            if (unpublished.refersTo(key, clientId) || store.refersTo(key, clientId)) {
                return new Ending(null, false, true);
            }
        } catch (RuntimeException e) {
            String why = "the store could not be asked whether the client is in use: " + described(e);
            return new Ending(new DcrEvent.Orphaned(key, orphan, why), false, false);
        }
        if (management == null) {
            String why = "the server gave no management address and token (RFC 7592)";
            return new Ending(new DcrEvent.Orphaned(key, orphan, why), true, false);
        }
        DeleteResult result = client.delete(management, clientSecret, egress, timeout);
        String why = whyNot(result);
        return why == null
                ? new Ending(new DcrEvent.ClientDeleted(key, ForeignText.of(clientId)), true, false)
                : new Ending(
                        new DcrEvent.Orphaned(key, orphan, why),
                        !(result instanceof DeleteResult.Failed failed
                                && failed.failure().retryable()),
                        result instanceof DeleteResult.Unsupported unsupported && unsupported.exists());
    }

    /**
     * Deletes a client whose id cannot be used, so that the store cannot know it: by its management address, unless
     * that is the address of the client that is current, or of one that callers use and that is not saved yet.
     */
    public Ending endUnnamed(DcrKey key, @Nullable Secret clientSecret, DcrManagement management, Egress egress) {
        try {
            DcrCredentials current = store.find(key);
            boolean same = unpublished.isManagedAt(key, management.registrationClientUri())
                    || (current != null
                            && current.management()
                                    .filter(known ->
                                            known.registrationClientUri().equals(management.registrationClientUri()))
                                    .isPresent());
            if (same) {
                return new Ending(null, false, true);
            }
        } catch (RuntimeException e) {
            DcrOrphan orphan = new DcrOrphan(management.clientId(), management.registrationClientUri());
            String why = "the store could not be asked whether the client is in use: " + described(e);
            return new Ending(new DcrEvent.Orphaned(key, orphan, why), false, false);
        }
        return end(key, management.clientId(), clientSecret, management, egress);
    }

    /**
     * What became of a client.
     *
     * @param event what to publish: deleted, orphaned, or {@code null} when it is in use and was left alone
     * @param conclusive whether trying again does not help
     * @param exists whether it is known to exist still
     */
    public record Ending(@Nullable DcrEvent event, boolean conclusive, boolean exists) {}

    /** An exception that is not one of ours may quote anything: only its type is named. */
    private static String described(RuntimeException e) {
        return e instanceof DcrException
                ? String.valueOf(e.getMessage())
                : e.getClass().getName();
    }

    private static @Nullable String whyNot(DeleteResult result) {
        if (result instanceof DeleteResult.UnknownClient unknown) {
            return unknown.failure().getMessage();
        }
        if (result instanceof DeleteResult.Unsupported unsupported) {
            return unsupported.failure().getMessage();
        }
        return result instanceof DeleteResult.Failed failed ? failed.failure().getMessage() : null;
    }
}
