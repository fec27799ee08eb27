/**
 * Without a command: the life of client credentials at a fake server, or one visit to the server that the options name.
 */
@NullMarked
package io.github.dcr4j.examples.visit;

import org.jspecify.annotations.NullMarked;
