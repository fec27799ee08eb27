package io.github.dcr4j.resolver;

/**
 * What stored credentials are good for, by a resolver's clock and its refresh window.
 *
 * @see DcrResolver an example
 */
public enum ClientState {
    /** Used as they are. */
    FRESH,
    /** Used as they are, while they are being replaced. */
    DUE,
    /** Not given to callers any more. */
    EXPIRED
}
