/** Registration (RFC 7591), management (RFC 7592), and what servers answer when they refuse: stateless. */
@NullMarked
package io.github.dcr4j.registration;

import org.jspecify.annotations.NullMarked;
