/** The rules about a key, as pure functions of its state, a command and the time. Nothing here reads or writes. */
@NullMarked
package io.github.dcr4j.state;

import org.jspecify.annotations.NullMarked;
