/** The ways to a client: registered by hand, by its metadata document, by registration. */
@NullMarked
package io.github.dcr4j.conformance.way;

import org.jspecify.annotations.NullMarked;
