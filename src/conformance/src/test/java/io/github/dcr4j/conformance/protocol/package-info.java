/** The protocol alone, without a resolver. */
@NullMarked
package io.github.dcr4j.conformance.protocol;

import org.jspecify.annotations.NullMarked;
