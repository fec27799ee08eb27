/** Wires a service to the upstream identity providers that its operator configured, some fixed and some registered. */
@NullMarked
package io.github.dcr4j.upstream;

import org.jspecify.annotations.NullMarked;
