/** Replicas under faults that a seed chooses, and what holds whatever they were. */
@NullMarked
package io.github.dcr4j.conformance.chaos;

import org.jspecify.annotations.NullMarked;
