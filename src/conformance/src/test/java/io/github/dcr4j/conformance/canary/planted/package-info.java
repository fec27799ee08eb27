/** Classes that stand for the library in a JVM of their own: the sweep does not know them for tests there. */
@NullMarked
package io.github.dcr4j.conformance.canary.planted;

import org.jspecify.annotations.NullMarked;
