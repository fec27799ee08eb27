/** Keeps the endpoints of stored clients those that their servers name. */
@NullMarked
package io.github.dcr4j.follow;

import org.jspecify.annotations.NullMarked;
