/** The way of a call: a hit, or one flight for each key that renews or registers. */
@NullMarked
package io.github.dcr4j.flow;

import org.jspecify.annotations.NullMarked;
