/** {@code login}: a command-line tool that logs its user in. */
@NullMarked
package io.github.dcr4j.examples.tool;

import org.jspecify.annotations.NullMarked;
