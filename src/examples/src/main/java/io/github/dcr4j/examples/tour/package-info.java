/** The program of the README. */
@NullMarked
package io.github.dcr4j.examples.tour;

import org.jspecify.annotations.NullMarked;
