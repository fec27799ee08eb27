package io.github.dcr4j.conformance.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Installs {@code src/node22} with its Node.js, and disables the tests that need it where that is not possible. */
public final class Node22 implements ExecutionCondition {
    private static final NpmFolder FOLDER = new NpmFolder("node22");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String problem = FOLDER.problem();
        if (problem == null && !Files.isExecutable(node())) {
            problem = "npm has no Node.js 22 for this machine";
        }
        return problem == null
                ? ConditionEvaluationResult.enabled("it is installed")
                : ConditionEvaluationResult.disabled(problem);
    }

    /** Returns where it is installed. */
    public static Path directory() {
        return FOLDER.directory().toAbsolutePath();
    }

    /** Returns the Node.js that npm has for this machine. */
    public static Path node() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return directory().resolve("node_modules/node-" + system + "-" + processor + "/bin/node");
    }
}
