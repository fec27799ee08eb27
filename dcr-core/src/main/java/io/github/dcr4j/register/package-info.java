/** Finds the endpoints, sends a registration, and checks its answer (RFC 8414, RFC 7591). */
@NullMarked
package io.github.dcr4j.register;

import org.jspecify.annotations.NullMarked;
