/** Tests of the README's program, and of the README. */
@NullMarked
package io.github.dcr4j.examples;

import org.jspecify.annotations.NullMarked;
