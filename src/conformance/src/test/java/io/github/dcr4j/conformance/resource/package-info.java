/** From a protected resource to a client (RFC 9728). */
@NullMarked
package io.github.dcr4j.conformance.resource;

import org.jspecify.annotations.NullMarked;
