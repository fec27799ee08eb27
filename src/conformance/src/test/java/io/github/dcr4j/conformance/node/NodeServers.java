package io.github.dcr4j.conformance.node;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Installs {@code src/node-servers}, and disables the tests that need it where that is not possible. */
final class NodeServers implements ExecutionCondition {
    private static final NpmFolder SERVERS = new NpmFolder("node-servers");

    /** Where the servers are installed, seen from {@code src/conformance}. */
    static final Path DIRECTORY = SERVERS.directory();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String found = SERVERS.problem();
        return found == null
                ? ConditionEvaluationResult.enabled("the servers are installed")
                : ConditionEvaluationResult.disabled(found);
    }
}
