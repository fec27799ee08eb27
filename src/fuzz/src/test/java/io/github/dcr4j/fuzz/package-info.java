/** What the targets share. Each target stands in the package whose readers it feeds. */
@NullMarked
package io.github.dcr4j.fuzz;

import org.jspecify.annotations.NullMarked;
