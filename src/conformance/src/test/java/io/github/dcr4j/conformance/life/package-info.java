/** Credentials over simulated months: replaced in time, on many replicas, whatever fails. */
@NullMarked
package io.github.dcr4j.conformance.life;

import org.jspecify.annotations.NullMarked;
