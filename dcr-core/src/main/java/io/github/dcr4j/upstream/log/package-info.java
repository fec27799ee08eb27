/** What the log says of upstreams: whether they have clients, at start and later. */
@NullMarked
package io.github.dcr4j.upstream.log;

import org.jspecify.annotations.NullMarked;
