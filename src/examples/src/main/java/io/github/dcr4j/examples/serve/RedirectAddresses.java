package io.github.dcr4j.examples.serve;

import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where users return to: one address for all upstreams, {@code {consumer}/oauth/callback}, but for those that are
 * configured with one of their own. The state of a login tells whose it is. Immutable and thread-safe.
 */
final class RedirectAddresses {
    private final Map<String, URI> addresses = new HashMap<>();

    /**
     * Finds those of {@code config}.
     *
     * @throws IllegalArgumentException if an upstream has none where a web browser could return to
     */
    RedirectAddresses(UpstreamsConfig config) {
        for (UpstreamConfig upstream : config.upstreams()) {
            URI address = URI.create(upstream.redirectUri().orElse(ofConsumer(config.consumer())));
            if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
                throw new IllegalArgumentException("upstream " + upstream.name()
                        + ": redirectUri must be set, and be one with https, or the consumer a URL it follows from");
            }
            addresses.put(upstream.name(), address);
        }
    }

    private static String ofConsumer(String consumer) {
        boolean url = consumer.startsWith("https://") || consumer.startsWith("http://");
        return url ? consumer.replaceFirst("/$", "") + "/oauth/callback" : "";
    }

    /** Returns where the users of an upstream return to. */
    URI of(String upstream) {
        return Objects.requireNonNull(addresses.get(upstream), "no upstream has that name");
    }

    /** Returns whether users of another upstream return to the same address. */
    boolean isShared(String upstream) {
        return addresses.values().stream().filter(of(upstream)::equals).count() > 1;
    }

    /** Returns whether users may return to {@code path}. */
    boolean hasPath(String path) {
        return addresses.values().stream().anyMatch(address -> path.equals(address.getRawPath()));
    }
}
