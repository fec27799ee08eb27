/** Looks for secrets in everything that the tests of a module make the library say. */
@NullMarked
package io.github.dcr4j.canary;

import org.jspecify.annotations.NullMarked;
