/** Replicas on real Redis servers that fail, lie or are away. */
@NullMarked
package io.github.dcr4j.conformance.redis;

import org.jspecify.annotations.NullMarked;
