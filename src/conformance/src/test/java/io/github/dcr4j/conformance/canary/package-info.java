/** Shows that the canary sweep, which watches the tests of every module, would see what it is there to see. */
@NullMarked
package io.github.dcr4j.conformance.canary;

import org.jspecify.annotations.NullMarked;
