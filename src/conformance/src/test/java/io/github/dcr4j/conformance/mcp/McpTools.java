package io.github.dcr4j.conformance.mcp;

import java.io.IOException;
import java.util.List;

/** The tools of an MCP server, which wants a token for them. Not thread-safe. */
interface McpTools extends AutoCloseable {
    /** Returns the names of the tools. */
    List<String> names() throws IOException, InterruptedException;

    /** Calls a tool without arguments and returns what it answers. */
    String use(String tool) throws IOException, InterruptedException;

    @Override
    void close();
}
