/** What shows that a server does not accept a client any more, and how that is decided and confirmed. */
@NullMarked
package io.github.dcr4j.rejection;

import org.jspecify.annotations.NullMarked;
