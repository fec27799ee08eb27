/** The rules about a key, as pure functions of its state, and the loop that applies them to a {@link io.github.dcr4j.store.StateStore}. */
@NullMarked
package io.github.dcr4j.state;

import org.jspecify.annotations.NullMarked;
