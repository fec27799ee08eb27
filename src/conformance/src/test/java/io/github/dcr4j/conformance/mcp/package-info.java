/**
 * The official conformance suite of MCP against a client that is {@code dcr-mcp}, by its public API. {@code SuiteClient}
 * is that client, {@code McpConformanceIT} has a test for each scenario.
 */
@NullMarked
package io.github.dcr4j.conformance.mcp;

import org.jspecify.annotations.NullMarked;
