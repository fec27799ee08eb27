/**
 * The protocol alone: server metadata (RFC 8414, OpenID Connect Discovery), registration (RFC 7591) and management (RFC
 * 7592), one call at a time, without a store, a key, a lease or a thread.
 *
 * <p>Start at {@link io.github.dcr4j.protocol.DcrProtocol}. A program that wants a client and not a registration starts
 * at {@code DcrResolver}, whose calls are sent and read by the same code.
 */
@NullMarked
package io.github.dcr4j.protocol;

import org.jspecify.annotations.NullMarked;
