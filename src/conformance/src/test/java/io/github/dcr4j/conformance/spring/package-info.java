/** Tests against an unmodified Spring Authorization Server, which runs in a JVM and on a class path of its own. */
@NullMarked
package io.github.dcr4j.conformance.spring;

import org.jspecify.annotations.NullMarked;
