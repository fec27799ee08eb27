/**
 * Authorizes clients of MCP servers that use the MCP Java SDK: from the URL of a server to a transport that sends tokens.
 * Start at {@link io.github.dcr4j.mcp.McpAuthorization}.
 */
@NullMarked
package io.github.dcr4j.mcp;

import org.jspecify.annotations.NullMarked;
