/** Micrometer meters of what resolvers, stores and upstreams do. */
@NullMarked
package io.github.dcr4j.micrometer;

import org.jspecify.annotations.NullMarked;
