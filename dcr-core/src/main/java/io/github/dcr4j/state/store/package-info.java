/** Applies the rules to a {@link io.github.dcr4j.store.StateStore} or to objects in memory, and makes a store of it. */
@NullMarked
package io.github.dcr4j.state.store;

import org.jspecify.annotations.NullMarked;
