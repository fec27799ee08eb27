package io.github.dcr4j.testkit.server;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The clients that the server knows, in the order of their registration. Thread-safe. */
public final class ClientRegistry {
    private final ServerAddresses addresses;
    private final ServerTerms terms;
    private final RandomText random = new RandomText();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private final Map<String, Client> documents = new LinkedHashMap<>();

    ClientRegistry(ServerAddresses addresses, ServerTerms terms) {
        this.addresses = addresses;
        this.terms = terms;
    }

    Client register(Map<String, Object> metadata) {
        String id = random.clientId();
        Instant issuedAt = terms.now().truncatedTo(ChronoUnit.SECONDS);
        Client client = withNewSecret(new Client(id, null, issuedAt, null, management(id), metadata));
        lock.lock();
        try {
            clients.put(id, client);
        } finally {
            lock.unlock();
        }
        return client;
    }

    /** The query is random, as some servers have it, so that a client that drops or rebuilds it is found out. */
    private @Nullable DcrManagement management(String id) {
        if (!terms.management().offered()) {
            return null;
        }
        URI uri = URI.create(addresses.registration() + "/" + random.token() + "?check=" + random.token());
        return new DcrManagement(id, uri, Secret.of(random.token()));
    }

    /** Returns {@code client} with a new secret that lasts from now on, if its method takes one. */
    Client withNewSecret(Client client) {
        TokenEndpointAuthMethod method = TokenEndpointAuthMethod.ofWireName(client.text("token_endpoint_auth_method"));
        if (method == null || !method.needsSecret()) {
            return client.withSecret(null, null);
        }
        Duration life = terms.secretLife();
        Instant end = life == null ? null : terms.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
        return client.withSecret(Secret.of(random.clientSecret()), end);
    }

    /** Returns {@code client} with a new registration access token. */
    Client withNewToken(Client client) {
        DcrManagement old = client.management();
        return old == null
                ? client
                : client.withManagement(
                        new DcrManagement(old.clientId(), old.registrationClientUri(), Secret.of(random.token())));
    }

    @Nullable
    public Client find(String clientId) {
        lock.lock();
        try {
            Client client = clients.get(clientId);
            return client == null ? documents.get(clientId) : client;
        } finally {
            lock.unlock();
        }
    }

    /** Knows a client by its metadata document from now on, as if the document had been fetched. */
    public void accept(String address, Map<String, Object> document) {
        Client client = new Client(address, null, terms.now(), null, null, document);
        lock.lock();
        try {
            documents.put(address, client);
        } finally {
            lock.unlock();
        }
    }

    /** Puts {@code next} in the place of {@code old}, or says no if {@code old} is not what is there any more. */
    boolean replace(Client old, Client next) {
        lock.lock();
        try {
            return clients.replace(old.id(), old, next);
        } finally {
            lock.unlock();
        }
    }

    public boolean remove(String clientId) {
        lock.lock();
        try {
            return clients.remove(clientId) != null;
        } finally {
            lock.unlock();
        }
    }

    public void clear() {
        lock.lock();
        try {
            clients.clear();
        } finally {
            lock.unlock();
        }
    }

    public List<Client> all() {
        lock.lock();
        try {
            return List.copyOf(clients.values());
        } finally {
            lock.unlock();
        }
    }
}
