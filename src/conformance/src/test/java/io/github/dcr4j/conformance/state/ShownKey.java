package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrCredentialStore;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a key that a store shows without a change, as text.
 *
 * @param made the generations that are asked for by name
 * @param clients the clients that are asked for
 * @param settled clients whose management data are not compared in former generations
 * @param healed generations whose management data are not compared once they are former
 */
record ShownKey(DcrKey key, List<DcrCredentials> made, List<String> clients, Set<String> settled, Set<String> healed) {
    List<String> by(DcrCredentialStore store) {
        List<String> seen = new ArrayList<>();
        DcrCredentials current = store.find(key);
        seen.add("current " + shown(current, true));
        for (DcrCredentials each : made) {
            boolean isCurrent = current != null && current.generation().equals(each.generation());
            boolean managedAlike = !settled.contains(each.clientId()) && !healed.contains(each.generation());
            seen.add(each.generation() + " " + shown(store.find(key, each.generation()), isCurrent || managedAlike));
        }
        clients.forEach(client -> seen.add(client + " " + store.refersTo(key, client)));
        try (Stream<DcrCredentials> all = store.stream()) {
            all.forEach(each -> seen.add("streamed " + shown(each, true)));
        }
        return seen;
    }

    private static String shown(@Nullable DcrCredentials credentials, boolean managed) {
        if (credentials == null || !managed) {
            return String.valueOf(credentials);
        }
        return credentials + " "
                + credentials
                        .management()
                        .map(management -> management.registrationAccessToken().reveal());
    }
}
