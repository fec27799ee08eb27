package io.github.dcr4j.conformance.mcp;

import java.util.List;

/**
 * What the suite says of one scenario. Immutable.
 *
 * @param revision of MCP, which was spoken on the wire
 * @param scenario its name
 * @param exit how the suite ended: 0 if it is content, with the client's end, too
 * @param checks its checks, in their order; some only say what was on the wire
 * @param said what the client printed
 */
record McpResult(String revision, String scenario, int exit, List<Check> checks, String said) {
    /**
     * One check.
     *
     * @param id what is checked
     * @param status {@code SUCCESS}, {@code FAILURE}, {@code WARNING}, {@code INFO} or {@code SKIPPED}
     * @param description what was seen, in a sentence
     */
    record Check(String id, String status, String description) {
        @Override
        public String toString() {
            return status + " " + id + ": " + description;
        }
    }

    /** Returns the checks of that status. */
    List<Check> of(String status) {
        return checks.stream().filter(check -> check.status().equals(status)).toList();
    }

    /** Returns the row of the page's table. */
    String row() {
        return "| " + revision + " | `" + scenario + "` | " + of("SUCCESS").size() + " | "
                + of("FAILURE").size() + " | " + of("WARNING").size() + " |";
    }
}
