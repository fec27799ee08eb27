/** Connects to Redis: its URI and names, tries again after failures, and says what went wrong. */
@NullMarked
package io.github.dcr4j.store.redis.connection;

import org.jspecify.annotations.NullMarked;
