package io.github.dcr4j.examples.serve;

import io.github.dcr4j.resolver.ClientIdDocument;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The documents of clients whose id is their address, by path: where the world asks for them is for the proxy in front
 * of the service. Immutable and thread-safe.
 */
final class ClientDocuments {
    private final Map<String, Supplier<Optional<ClientIdDocument>>> documents = new HashMap<>();

    ClientDocuments(UpstreamsConfig config) {
        for (UpstreamConfig upstream : config.upstreams()) {
            if (upstream.client().isEmpty()) {
                Supplier<Optional<ClientIdDocument>> now = upstream.resource().isPresent()
                        ? upstream.resourceRequest(config.consumer())::clientIdDocument
                        : upstream.request(config.consumer())::clientIdDocument;
                now.get()
                        .map(document -> URI.create(document.clientId()).getRawPath())
                        .ifPresent(path -> documents.put(path, now));
            }
        }
    }

    /** Returns the document at {@code path}, with the keys of now; {@code null} if there is none. */
    @Nullable
    ClientIdDocument at(String path) {
        Supplier<Optional<ClientIdDocument>> now = documents.get(path);
        return now == null ? null : now.get().orElse(null);
    }
}
