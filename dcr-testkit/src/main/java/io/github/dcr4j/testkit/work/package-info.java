/** The threads of resolvers whose clock is driven by a test. */
@NullMarked
package io.github.dcr4j.testkit.work;

import org.jspecify.annotations.NullMarked;
