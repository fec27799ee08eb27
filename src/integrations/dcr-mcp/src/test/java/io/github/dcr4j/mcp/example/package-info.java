/** The programs that the page {@code src/docs/mcp.md} shows; a test runs them. */
@NullMarked
package io.github.dcr4j.mcp.example;

import org.jspecify.annotations.NullMarked;
