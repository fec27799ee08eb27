/**
 * What the near cache is made of: entries with ages, checks in the background, and what to do while the shared store is
 * away.
 */
@NullMarked
package io.github.dcr4j.store.memory.near;

import org.jspecify.annotations.NullMarked;
