package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;

/**
 * What became of one upstream when all were resolved. Immutable and thread-safe.
 *
 * @see Upstreams an example
 */
public sealed interface UpstreamResult {
    /** Returns the live handle: also of an upstream that cannot be used now and may be later. */
    UpstreamClient client();

    /** Returns the upstream's name. */
    default String name() {
        return client().name();
    }

    /**
     * The upstream can be used.
     *
     * @param credentials those of now; ask the client for those of later
     */
    record Ready(UpstreamClient client, DcrCredentials credentials) implements UpstreamResult {}

    /**
     * The upstream cannot be used now.
     *
     * @param failure why, and what to do
     */
    record Failed(UpstreamClient client, RuntimeException failure) implements UpstreamResult {
        /** Prints the name once, and why. */
        @Override
        public String toString() {
            return "upstream " + ForeignText.of(name()) + " cannot be used: "
                    + ForeignText.line(String.valueOf(failure.getMessage()));
        }
    }
}
