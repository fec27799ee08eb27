package io.github.dcr4j.state.store;

/**
 * Something that was found wrong in a store. Holds no secret. Immutable and thread-safe.
 *
 * @param entry the name of the entry
 * @param text what is wrong with it and what became of it, for operators
 */
public record Finding(String entry, String text) {}
