package io.github.dcr4j.examples.clients;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.resolver.DcrOperations;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.StoredClient;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The clients in the store of a configuration, by the names and the keys that an operator knows. Not thread-safe. */
final class ConfiguredClients implements AutoCloseable {
    /** As many digits of a key's fingerprint as log lines and tables show. */
    static final int KEY_DIGITS = 12;

    private final UpstreamsConfig config;
    private final Upstreams upstreams;
    private final Map<DcrKey, String> names = new LinkedHashMap<>();
    private final Map<String, ResourceRequest> byResource = new LinkedHashMap<>();

    private ConfiguredClients(UpstreamsConfig config, Upstreams upstreams) {
        this.config = config;
        this.upstreams = upstreams;
        for (UpstreamClient upstream : upstreams.clients()) {
            if (upstream.config().isKept()) {
                upstream.key().ifPresent(key -> name(key, upstream.name()));
            }
            if (upstream.config().isKept() && upstream.key().isEmpty()) {
                byResource.put(upstream.name(), upstream.config().resourceRequest(config.consumer()));
            }
        }
    }

    private void name(DcrKey key, String name) {
        names.merge(key, name, (one, two) -> one + "," + two);
    }

    /** Finds the upstreams of a stored client whose server a resource names, without asking that resource. */
    private void nameByResource(DcrKey key) {
        if (!names.containsKey(key)) {
            byResource.forEach((name, request) -> {
                if (isKeyOf(request, key)) {
                    name(key, name);
                }
            });
        }
    }

    private static boolean isKeyOf(ResourceRequest request, DcrKey key) {
        try {
            return request.at(key.upstream()).key().equals(key);
        } catch (IllegalArgumentException e) {
            return false; // no issuer
        }
    }

    /**
     * Opens the store; nothing is sent to a server.
     *
     * @throws IllegalArgumentException if the configuration names no store, or one that ends with each program
     */
    static ConfiguredClients open(UpstreamsConfig config) {
        if (config.store() != null
                && "memory".equalsIgnoreCase(config.store().uri().getScheme())) {
            throw new IllegalArgumentException(
                    "the configuration's store is memory: of the service itself, which no other program sees");
        }
        return new ConfiguredClients(config, Upstreams.open(config));
    }

    DcrOperations operations() {
        return upstreams.operations();
    }

    /** Returns the current clients of all keys. */
    List<StoredClient> stored() {
        List<StoredClient> stored = upstreams.operations().list();
        stored.forEach(client -> nameByResource(client.key()));
        return stored;
    }

    /**
     * Returns what an upstream asks for.
     *
     * @throws IllegalArgumentException if none has that name
     * @throws IllegalStateException if its client is not kept in the store
     */
    DcrRequest request(String name) {
        UpstreamClient upstream = upstreams.client(name);
        if (!upstream.config().isKept()) {
            throw new IllegalStateException("upstream " + name
                    + " has a fixed client, which stands in the configuration and not in the store: there is nothing to"
                    + " manage");
        }
        return upstream.request();
    }

    /** Returns the upstreams with that key, or a dash for a key that the configuration does not name. */
    String names(DcrKey key) {
        return names.getOrDefault(key, "-");
    }

    /** Returns the upstreams whose server a resource names, and of which no client was found in the store. */
    List<String> notFound() {
        return byResource.keySet().stream()
                .filter(name -> names.values().stream()
                        .noneMatch(found -> List.of(found.split(",")).contains(name)))
                .toList();
    }

    /** Returns the upstreams whose client is kept in the store, by key, as far as that is known. */
    Map<DcrKey, String> names() {
        return names;
    }

    /** Returns the upstreams that have a fixed client, which is not kept. */
    List<String> fixed() {
        return config.upstreams().stream()
                .filter(upstream -> !upstream.isKept())
                .map(UpstreamConfig::name)
                .toList();
    }

    static String digits(DcrKey key) {
        return key.fingerprint().substring(0, KEY_DIGITS);
    }

    /**
     * Returns the key whose fingerprint begins like that.
     *
     * @throws IllegalArgumentException if there is none, or more than one
     */
    DcrKey key(String digits) {
        if (!digits.matches("[0-9a-f]{" + KEY_DIGITS + ",64}")) {
            throw new IllegalArgumentException("a key is " + KEY_DIGITS + " to 64 hex digits, as list shows them");
        }
        Set<DcrKey> known = new LinkedHashSet<>(names.keySet());
        stored().forEach(client -> known.add(client.key()));
        List<DcrKey> found = known.stream()
                .filter(key -> key.fingerprint().startsWith(digits))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    found.isEmpty()
                            ? "neither the store nor the configuration has a key that begins with " + digits
                            : "several keys begin with " + digits + ": "
                                    + found.stream().map(DcrKey::fingerprint).collect(Collectors.joining(", ")));
        }
        return Objects.requireNonNull(found.get(0));
    }

    @Override
    public void close() {
        upstreams.close();
    }
}
