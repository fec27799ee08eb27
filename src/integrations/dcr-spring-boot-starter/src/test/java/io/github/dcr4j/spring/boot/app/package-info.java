/** The application of the page, which a test starts in a JVM of its own. */
@NullMarked
package io.github.dcr4j.spring.boot.app;

import org.jspecify.annotations.NullMarked;
