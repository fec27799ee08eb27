/** Keeps client credentials in Redis, shared by every replica. */
@NullMarked
package io.github.dcr4j.store.redis;

import org.jspecify.annotations.NullMarked;
