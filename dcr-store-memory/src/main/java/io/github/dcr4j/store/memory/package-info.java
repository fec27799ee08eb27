/** Keeps client credentials in the memory of one process, or in a file of one user. */
@NullMarked
package io.github.dcr4j.store.memory;

import org.jspecify.annotations.NullMarked;
