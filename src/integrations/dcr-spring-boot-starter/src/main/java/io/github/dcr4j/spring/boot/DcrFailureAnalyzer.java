package io.github.dcr4j.spring.boot;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints all that is wrong with the {@code dcr.*} properties, and what to do. Stateless. */
final class DcrFailureAnalyzer extends AbstractFailureAnalyzer<DcrConfigurationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DcrConfigurationException cause) {
        String which = cause.problems().size() == 1 ? "this property" : "these properties";
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct " + which + ". dcr.enabled=false starts the application without OAuth clients of dcr4j.",
                cause);
    }
}
