/** The test kit's server, as clients see it that others wrote. */
@NullMarked
package io.github.dcr4j.conformance.kit;

import org.jspecify.annotations.NullMarked;
