/** The file store's file: who may touch it, what stands in it, and how it is replaced. */
@NullMarked
package io.github.dcr4j.store.memory.file;

import org.jspecify.annotations.NullMarked;
