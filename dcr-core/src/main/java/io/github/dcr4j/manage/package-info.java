/** Renews, reads, updates, takes over and removes clients (RFC 7592). */
@NullMarked
package io.github.dcr4j.manage;

import org.jspecify.annotations.NullMarked;
