/**
 * Starts an unmodified Spring Authorization Server for the conformance tests: configuration through its public
 * extension points, nothing of its own on the wire.
 */
@NullMarked
package io.github.dcr4j.springserver;

import org.jspecify.annotations.NullMarked;
