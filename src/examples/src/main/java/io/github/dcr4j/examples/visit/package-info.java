/** {@code resolve}, {@code explain} and {@code verify}: visits to the servers that the command line names. */
@NullMarked
package io.github.dcr4j.examples.visit;

import org.jspecify.annotations.NullMarked;
