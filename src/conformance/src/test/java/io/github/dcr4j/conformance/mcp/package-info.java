/**
 * The official conformance suite of MCP against a small client that stands on this library. {@code SuiteClient} is that
 * client, {@code McpConformanceIT} has a test for each scenario.
 */
@NullMarked
package io.github.dcr4j.conformance.mcp;

import org.jspecify.annotations.NullMarked;
