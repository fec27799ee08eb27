/** {@code clients}: what an operator does with the clients that a service keeps. */
@NullMarked
package io.github.dcr4j.examples.clients;

import org.jspecify.annotations.NullMarked;
