/** The same client with a new secret: what a renewal does, and what stands in its way. */
@NullMarked
package io.github.dcr4j.conformance.renewal;

import org.jspecify.annotations.NullMarked;
