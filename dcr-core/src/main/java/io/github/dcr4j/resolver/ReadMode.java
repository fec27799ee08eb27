package io.github.dcr4j.resolver;

/** What {@link DcrOperations#read} does with what the server tells of a client. */
public enum ReadMode {
    /** It is returned, and nothing else: what callers of {@code resolve} get stays as it is. */
    INSPECT,

    /**
     * It is returned, and saved as a new generation of the client if it differs from what is stored: metadata,
     * authentication method, the end of the secret. Another secret is saved only if its end has moved as well, and
     * never what looks like the hash of one: both are reported as deviations.
     */
    ADOPT
}
