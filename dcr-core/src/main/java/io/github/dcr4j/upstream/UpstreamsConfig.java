package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator configures for a service: who it is, where it keeps its clients, and its upstreams. Immutable and
 * thread-safe.
 *
 * @param consumer who the service is: its own URL, or any stable name
 * @param store where clients are kept; {@code null} where the program brings a store
 * @param upstreams the upstreams, in the operator's order
 * @see Upstreams an example
 */
public record UpstreamsConfig(String consumer, @Nullable StoreConfig store, List<UpstreamConfig> upstreams) {
    /** Checks that no name is given twice, and that every upstream can do with who the service is. */
    public UpstreamsConfig {
        Objects.requireNonNull(consumer, "consumer");
        upstreams = List.copyOf(upstreams);
        Set<String> names = new HashSet<>();
        for (UpstreamConfig upstream : upstreams) {
            if (!names.add(upstream.name())) {
                throw new IllegalArgumentException("two upstreams are named " + ForeignText.of(upstream.name()));
            }
            try {
                upstream.checkFor(consumer);
            } catch (IllegalStateException e) {
                throw new IllegalArgumentException(
                        "upstream " + ForeignText.of(upstream.name()) + ": " + e.getMessage(), e);
            }
        }
    }
    /** Prints the consumer and the upstreams; of the store, its scheme. */
    @Override
    public String toString() {
        return "UpstreamsConfig[consumer=" + ForeignText.of(consumer) + ", store=" + store + ", upstreams=" + upstreams
                + "]";
    }
}
