package io.github.dcr4j;

/**
 * How many clients a resolver has left behind at authorization servers since it was made: an operator of the server
 * deletes them. Each was an event and a warning that name it. Immutable and thread-safe.
 *
 * @param left clients that are known, {@link io.github.dcr4j.DcrEvent.Orphaned}
 * @param suspected calls of which it is not known whether they made a client, {@link
 *     io.github.dcr4j.DcrEvent.OrphanSuspected}
 * @see io.github.dcr4j.resolver.DcrResolver an example
 */
public record OrphanCount(long left, long suspected) {}
