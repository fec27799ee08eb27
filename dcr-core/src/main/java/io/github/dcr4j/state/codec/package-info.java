/** The bytes of a key's state and of its credentials, in every store. */
@NullMarked
package io.github.dcr4j.state.codec;

import org.jspecify.annotations.NullMarked;
