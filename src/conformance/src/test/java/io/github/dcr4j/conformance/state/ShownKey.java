package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a key that a store shows without a change, as text.
 *
 * @param made the generations that are asked for by name
 * @param clients the clients that are asked for
 */
record ShownKey(DcrKey key, List<DcrCredentials> made, List<String> clients) {
    List<String> by(DcrCredentialStore store) {
        List<String> seen = new ArrayList<>();
        DcrCredentials current = store.find(key);
        seen.add("current " + shown(current));
        for (DcrCredentials each : made) {
            seen.add(each.generation() + " " + shown(store.find(key, each.generation())));
        }
        clients.forEach(client -> seen.add(client + " " + store.refersTo(key, client)));
        try (Stream<DcrCredentials> all = store.stream()) {
            all.forEach(each -> seen.add("streamed " + shown(each)));
        }
        return seen;
    }

    private static String shown(@Nullable DcrCredentials credentials) {
        if (credentials == null) {
            return "nothing";
        }
        return credentials + " "
                + credentials
                        .management()
                        .map(management -> management.registrationAccessToken().reveal());
    }
}
