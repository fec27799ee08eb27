/** One attempt for a key: the claim and its lease, how long to wait, when to try again, and when a client is due. */
@NullMarked
package io.github.dcr4j.attempt;

import org.jspecify.annotations.NullMarked;
