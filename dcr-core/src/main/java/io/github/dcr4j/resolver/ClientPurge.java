package io.github.dcr4j.resolver;

import static io.github.dcr4j.DcrCoordination.Outcome.Effect.NONE;
import static io.github.dcr4j.DcrCoordination.Outcome.Result.NEITHER;

import io.github.dcr4j.DcrCoordination;
import io.github.dcr4j.DcrCoordination.Claim;
import io.github.dcr4j.DcrCoordination.Outcome;
import io.github.dcr4j.DcrCoordination.Retired;
import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the store forget a key that no request names any more; nothing is sent to the server. Thread-safe. */
final class ClientPurge {
    private final DcrCredentialStore store;
    private final DcrCoordination coordination;
    private final ClaimWait claims;
    private final RegistrationKeeper keeper;
    private final Journal journal;

    ClientPurge(
            DcrCredentialStore store,
            DcrCoordination coordination,
            ClaimWait claims,
            RegistrationKeeper keeper,
            Journal journal) {
        this.store = store;
        this.coordination = coordination;
        this.claims = claims;
        this.keeper = keeper;
        this.journal = journal;
    }

    /** Returns the clients that are left at the server, each told as an orphan. */
    List<DcrOrphan> purge(DcrKey key) {
        String owner = UUID.randomUUID().toString();
        Claim.Granted before = claims.management(key, owner);
        try {
            DcrCredentials current = StoreCalls.find(store, key, before.base());
            StoreCalls.remove(store, key);
            DcrCredentials held = keeper.forget(key);
            if (held != null) {
                // it may just have been saved
                StoreCalls.remove(store, key);
            }
            Set<DcrOrphan> left = new LinkedHashSet<>();
            add(left, held);
            for (Retired retired : RetiredClients.of(current, before, claims.management(key, owner))) {
                left.add(orphan(retired.management().clientId(), retired.management()));
            }
            add(left, current);
            left.forEach(orphan -> journal.tell(
                    new DcrEvent.Orphaned(key, orphan, "an operator purged the key; nothing was sent to the server")));
            return List.copyOf(left);
        } finally {
            release(before);
        }
    }

    private static void add(Set<DcrOrphan> left, @Nullable DcrCredentials client) {
        if (client != null) {
            left.add(orphan(client.clientId(), client.management().orElse(null)));
        }
    }

    private static DcrOrphan orphan(String clientId, @Nullable DcrManagement management) {
        URI uri = management == null ? null : management.registrationClientUri();
        return new DcrOrphan(clientId, uri);
    }

    private void release(Claim.Granted granted) {
        try {
            coordination.release(granted.lease(), Outcome.of(NEITHER, NONE));
        } catch (RuntimeException e) {
            journal.leaseNotReleased(granted.lease().key(), e);
        }
    }
}
