/** The resolver: gives client credentials for a request, registering a client if none are usable. */
@NullMarked
package io.github.dcr4j.resolver;

import org.jspecify.annotations.NullMarked;
