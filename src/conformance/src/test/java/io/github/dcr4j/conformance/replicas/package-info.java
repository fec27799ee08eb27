/** Replicas of one service, each in a JVM of its own that can really be killed, frozen or halted in mid-step. */
@NullMarked
package io.github.dcr4j.conformance.replicas;

import org.jspecify.annotations.NullMarked;
