/** The rules about a key on backends that only compare and set. */
@NullMarked
package io.github.dcr4j.conformance.state;

import org.jspecify.annotations.NullMarked;
