package io.github.dcr4j.upstream;

import io.github.dcr4j.ForeignText;
import java.util.List;

/**
 * A configuration that cannot be used: everything that is wrong with it, and where; never a secret.
 *
 * @see Upstreams an example
 */
public final class UpstreamConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param path where, such as {@code upstreams[2].dcr.discoveryUrl}; empty for the whole
     * @param message what is wrong, and what to do
     */
    public record Problem(String path, String message) {
        public Problem {
            path = ForeignText.line(path);
            message = ForeignText.line(message);
        }

        /** Prints path and message. */
        @Override
        public String toString() {
            return path.isEmpty() ? message : path + ": " + message;
        }
    }

    UpstreamConfigException(List<Problem> problems) {
        super(text(problems));
        this.problems = List.copyOf(problems);
    }

    private static String text(List<Problem> problems) {
        StringBuilder text = new StringBuilder("the configuration cannot be used");
        problems.forEach(problem -> text.append("\n  ").append(problem));
        return text.toString();
    }

    /** Returns all of it, in the order of the text. */
    public List<Problem> problems() {
        return problems;
    }
}
