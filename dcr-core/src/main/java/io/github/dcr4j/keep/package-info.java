/** Saves what was registered, holds what could not be saved, and deletes at the server what is not used any more. */
@NullMarked
package io.github.dcr4j.keep;

import org.jspecify.annotations.NullMarked;
