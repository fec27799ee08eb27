/** A service with many upstreams, as its operator configures it. */
@NullMarked
package io.github.dcr4j.conformance.upstream;

import org.jspecify.annotations.NullMarked;
