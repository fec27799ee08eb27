package io.github.dcr4j.state;

/**
 * A command that changed the state, with what it was answered, so that a lost reply can be repeated.
 *
 * @param id the command's
 * @param answer its answer, in the command's own words
 * @param span until when it is remembered
 */
public record Applied(String id, String answer, Span span) {}
