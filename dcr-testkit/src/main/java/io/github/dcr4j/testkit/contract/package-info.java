/** What every store promises, as tests to extend; they need JUnit and AssertJ. */
@NullMarked
package io.github.dcr4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
