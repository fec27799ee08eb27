/** What browsers are shown, on loopback. */
@NullMarked
package io.github.dcr4j.examples.page;

import org.jspecify.annotations.NullMarked;
