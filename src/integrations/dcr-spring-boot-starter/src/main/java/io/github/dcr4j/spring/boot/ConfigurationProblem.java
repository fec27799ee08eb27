package io.github.dcr4j.spring.boot;

import io.github.dcr4j.ForeignText;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the configuration. Immutable.
 *
 * @param property the property, such as {@code dcr.upstreams.idp.scopes}
 * @param message what is wrong, and what to do; no secret
 * @param origin the file and line that it stands in; {@code null} if that is not known
 */
record ConfigurationProblem(
        String property, String message, @Nullable String origin) {
    ConfigurationProblem {
        property = ForeignText.line(property);
        message = ForeignText.line(message);
    }

    ConfigurationProblem(String property, String message) {
        this(property, message, null);
    }

    @Override
    public String toString() {
        return property + ": " + message + (origin == null ? "" : " (" + origin + ")");
    }
}
