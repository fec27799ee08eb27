package io.github.dcr4j.manage;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.attempt.ClaimWait;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Retired;
import io.github.dcr4j.store.DcrCredentialStore;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the store forget a key that no request names any more; nothing is sent to the server. Thread-safe. */
public final class ClientPurge {
    private final DcrCredentialStore store;
    private final ClaimWait claims;
    private final RegistrationKeeper keeper;
    private final EventPublisher publisher;

    public ClientPurge(
            DcrCredentialStore store, ClaimWait claims, RegistrationKeeper keeper, EventPublisher publisher) {
        this.store = store;
        this.claims = claims;
        this.keeper = keeper;
        this.publisher = publisher;
    }

    /** Returns the clients that are left at the server, each reported as an orphan. */
    public List<DcrOrphan> purge(DcrKey key) {
        String owner = UUID.randomUUID().toString();
        try (HeldLease held = claims.managementNow(key, owner)) {
            Claim.Granted before = held.granted();
            DcrCredentials current = StoreCalls.find(store, key, before.base());
            StoreCalls.remove(store, key);
            Set<DcrOrphan> left = new LinkedHashSet<>();
            try {
                forgetHeld(key, left);
                add(left, current, before, claims.managementNow(key, owner).granted());
            } catch (DcrException e) {
                add(left, current, before, before);
                throw unfinished(e);
            } finally {
                left.forEach(orphan -> publisher.publish(new DcrEvent.Orphaned(
                        key, orphan, "an operator purged the key; nothing was sent to the server")));
            }
            return List.copyOf(left);
        }
    }

    private void forgetHeld(DcrKey key, Set<DcrOrphan> left) {
        List<DcrCredentials> held = keeper.forget(key);
        if (!held.isEmpty()) {
            held.stream().filter(ClientPurge::isRegistered).forEach(client -> left.add(orphan(client)));
            // it may just have been saved
            StoreCalls.remove(store, key);
        }
    }

    private static void add(
            Set<DcrOrphan> left, @Nullable DcrCredentials current, Claim.Granted before, Claim.Granted after) {
        for (Retired retired : RetiredClients.of(current, before, after)) {
            left.add(orphan(retired.management().clientId(), retired.management()));
        }
        if (current != null && isRegistered(current)) {
            left.add(orphan(current));
        }
    }

    /** A client that was not registered by this library is nothing that it leaves behind. */
    private static boolean isRegistered(DcrCredentials client) {
        return client.way() == Way.REGISTERED;
    }

    private static DcrException unfinished(DcrException failure) {
        return DcrException.at(
                        failure.step(),
                        "the store has no client of the key any more, and former ones that are left at the server may not be"
                                + " known yet, purge it again: " + failure.getMessage())
                .retryable(true)
                .cause(failure)
                .exception();
    }

    private static DcrOrphan orphan(DcrCredentials client) {
        return orphan(client.clientId(), client.management().orElse(null));
    }

    private static DcrOrphan orphan(String clientId, @Nullable DcrManagement management) {
        URI uri = management == null ? null : management.registrationClientUri();
        return new DcrOrphan(clientId, uri);
    }
}
