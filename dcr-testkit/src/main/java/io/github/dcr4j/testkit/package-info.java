/** Fakes for the tests of programs that register clients; they need no test framework. */
@NullMarked
package io.github.dcr4j.testkit;

import org.jspecify.annotations.NullMarked;
