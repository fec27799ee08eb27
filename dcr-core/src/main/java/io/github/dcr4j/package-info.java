/**
 * Values, events and exceptions: what a user of the library and the author of a store see.
 *
 * <p>Everything here is immutable unless it says otherwise, and imports none of the other packages.
 */
@NullMarked
package io.github.dcr4j;

import org.jspecify.annotations.NullMarked;
