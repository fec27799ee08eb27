/** What the tests of all commands use: runs of the program, in this JVM and in one of its own, and a browser. */
@NullMarked
package io.github.dcr4j.examples.testing;

import org.jspecify.annotations.NullMarked;
