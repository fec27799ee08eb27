package io.github.dcr4j.springserver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Clients that can be forgotten, as by an operator who deletes them: the server's own repository in memory cannot.
 * Thread-safe.
 */
final class ForgetfulClients implements RegisteredClientRepository {
    private final RegisteredClientRepository clients;
    private final Forgotten forgotten;

    /** The ids of clients that were forgotten. Thread-safe. */
    static final class Forgotten {
        private final Set<String> clientIds = ConcurrentHashMap.newKeySet();

        void add(String clientId) {
            clientIds.add(clientId);
        }
    }

    ForgetfulClients(RegisteredClientRepository clients, Forgotten forgotten) {
        this.clients = clients;
        this.forgotten = forgotten;
    }

    @Override
    public void save(RegisteredClient client) {
        clients.save(client);
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return known(clients.findById(id));
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return known(clients.findByClientId(clientId));
    }

    private @Nullable RegisteredClient known(@Nullable RegisteredClient client) {
        return client == null || forgotten.clientIds.contains(client.getClientId()) ? null : client;
    }
}
