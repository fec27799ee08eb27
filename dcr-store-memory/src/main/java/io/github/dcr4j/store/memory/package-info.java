/** Keeps client credentials in the memory of one process. */
@NullMarked
package io.github.dcr4j.store.memory;

import org.jspecify.annotations.NullMarked;
