package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.Retired;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients of a key that was removed from the store which may still exist at the server. */
final class RetiredClients {
    private final Map<String, Retired> clients = new LinkedHashMap<>();

    private RetiredClients() {}

    /**
     * Returns them, each once: first the one that was current, with its newest token.
     *
     * @param current what was stored
     * @param before what was granted before the removal
     * @param after what was granted after it: what was a former generation is out of use by then
     */
    static Collection<Retired> of(@Nullable DcrCredentials current, Claim.Granted before, Claim.Granted after) {
        RetiredClients found = new RetiredClients();
        found.add(current == null ? null : current.management().orElse(null));
        found.add(before.baseManagement());
        after.superseded()
                .forEach(retired -> found.clients.put(retired.management().clientId(), retired));
        found.add(after.base() == null ? after.baseManagement() : null);
        return found.clients.values();
    }

    private void add(@Nullable DcrManagement management) {
        if (management != null) {
            clients.put(management.clientId(), new Retired(management, Retired.Cause.REMOVED));
        }
    }
}
