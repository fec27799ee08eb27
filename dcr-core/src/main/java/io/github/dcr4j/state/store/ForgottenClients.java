package io.github.dcr4j.state.store;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.Generation;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;

/** Clients that no state has room for and that are still to be deleted; the last 10,000. Thread-safe. */
final class ForgottenClients {
    private static final int MOST = 10_000;

    private final LinkedBlockingDeque<Evicted> clients = new LinkedBlockingDeque<>(MOST);

    void add(DcrKey key, Generation generation) {
        Evicted client = new Evicted(key, generation.clientId(), generation.name(), generation.management());
        while (!clients.offer(client)) {
            clients.poll();
        }
    }

    List<Evicted> take() {
        List<Evicted> taken = new ArrayList<>();
        clients.drainTo(taken);
        return taken;
    }
}
