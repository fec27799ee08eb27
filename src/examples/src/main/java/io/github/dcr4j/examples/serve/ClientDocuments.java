package io.github.dcr4j.examples.serve;

import io.github.dcr4j.resolver.ClientIdDocument;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of clients whose id is their address, by path: where the world asks for them is for the proxy in front
 * of the service. Immutable and thread-safe.
 */
final class ClientDocuments {
    private final Map<String, DcrRequest> requests = new HashMap<>();

    ClientDocuments(UpstreamsConfig config) {
        for (UpstreamConfig upstream : config.upstreams()) {
            if (upstream.client().isEmpty()) {
                DcrRequest request = upstream.request(config.consumer());
                request.clientIdDocument()
                        .map(document -> URI.create(document.clientId()).getRawPath())
                        .ifPresent(path -> requests.put(path, request));
            }
        }
    }

    /** Returns the document at {@code path}, with the keys of now; {@code null} if there is none. */
    @Nullable
    ClientIdDocument at(String path) {
        DcrRequest request = requests.get(path);
        return request == null ? null : request.clientIdDocument().orElse(null);
    }
}
