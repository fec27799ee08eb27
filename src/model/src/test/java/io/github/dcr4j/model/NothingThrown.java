package io.github.dcr4j.model;

import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.util.ExceptionResult;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/** Accepts whatever operations return, and nothing that they throw. */
public final class NothingThrown implements Verifier {
    /** Creates one; the checker does. */
    public NothingThrown(Class<?> unused) {}

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
        return results.getThreadsResultsWithClock().stream()
                .flatMap(thread -> thread.stream())
                .noneMatch(operation -> operation.getResult() instanceof ExceptionResult);
    }
}
