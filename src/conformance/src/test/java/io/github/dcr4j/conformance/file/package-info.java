/** The file store, shared by programs that are killed or stand still. */
@NullMarked
package io.github.dcr4j.conformance.file;

import org.jspecify.annotations.NullMarked;
