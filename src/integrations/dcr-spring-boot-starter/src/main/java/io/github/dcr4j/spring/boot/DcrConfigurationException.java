package io.github.dcr4j.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with the {@code dcr.*} properties. {@link DcrFailureAnalyzer} prints it. */
final class DcrConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigurationProblem> problems;

    DcrConfigurationException(List<ConfigurationProblem> problems) {
        this(problems, null);
    }

    DcrConfigurationException(List<ConfigurationProblem> problems, @Nullable Throwable cause) {
        super("the dcr configuration cannot be used:" + lines(problems), cause);
        this.problems = List.copyOf(problems);
    }

    private static String lines(List<ConfigurationProblem> problems) {
        StringBuilder lines = new StringBuilder();
        problems.forEach(problem -> lines.append("\n    ").append(problem));
        return lines.toString();
    }

    /** Returns all of it, in the order of the text. */
    List<ConfigurationProblem> problems() {
        return problems;
    }
}
