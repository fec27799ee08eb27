/** Whole-library tests: one class for each promise. */
@NullMarked
package io.github.dcr4j.conformance;

import org.jspecify.annotations.NullMarked;
