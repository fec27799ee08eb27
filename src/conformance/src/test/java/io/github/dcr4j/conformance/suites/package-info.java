/**
 * Cases of conformance suites that others wrote for clients, each named after the module that it follows. The fake
 * server stands in for the suite's own. Which modules there are, and why some have no case here, is in
 * {@code src/docs/conformance.md}.
 */
@NullMarked
package io.github.dcr4j.conformance.suites;

import org.jspecify.annotations.NullMarked;
