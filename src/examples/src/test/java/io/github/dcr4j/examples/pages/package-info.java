/** The programs of the pages, and the messages that the pages show. */
@NullMarked
package io.github.dcr4j.examples.pages;

import org.jspecify.annotations.NullMarked;
