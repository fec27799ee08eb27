/** Tests of authorized MCP clients: against a fake authorization server and a small MCP server, both on loopback. */
@NullMarked
package io.github.dcr4j.mcp;

import org.jspecify.annotations.NullMarked;
