/** RFC 8414, RFC 7591 and RFC 7592 on the wire: stateless, and not exported. */
@NullMarked
package io.github.dcr4j.protocol;

import org.jspecify.annotations.NullMarked;
