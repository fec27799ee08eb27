/** Replicas that die between any two steps, and what the next one makes of it, on each kind of store. */
@NullMarked
package io.github.dcr4j.conformance.crash;

import org.jspecify.annotations.NullMarked;
