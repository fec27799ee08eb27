/**
 * The storage seam: what a backend does for the library when every rule about a key stands in the core.
 *
 * <p>A backend keeps, for each key, a write id and named entries of bytes, each with an end of life, and replaces them
 * by compare-and-set. It knows no generation, lease or budget. What it promises is little, and has to hold exactly;
 * {@link io.github.dcr4j.store.StateStore} lists it.
 */
@NullMarked
package io.github.dcr4j.store;

import org.jspecify.annotations.NullMarked;
