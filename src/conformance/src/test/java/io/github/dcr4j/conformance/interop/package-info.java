/** How real authorization servers behave, one test for each behaviour that `src/docs/interop.md` lists. */
@NullMarked
package io.github.dcr4j.conformance.interop;

import org.jspecify.annotations.NullMarked;
