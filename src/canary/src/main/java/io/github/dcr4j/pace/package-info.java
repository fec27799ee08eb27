/** Makes bounds on time fit the machine that runs the tests. */
@NullMarked
package io.github.dcr4j.pace;

import org.jspecify.annotations.NullMarked;
