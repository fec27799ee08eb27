package io.github.dcr4j.spring.boot;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The {@code dcr.*} properties of an environment, and what is wrong with them. Immutable.
 *
 * @param properties those that could be read
 * @param origins the files and lines of properties, by the names of those
 * @param problems what is wrong with the others
 */
record BoundProperties(DcrProperties properties, Map<String, String> origins, List<ConfigurationProblem> problems) {

    static BoundProperties of(Environment environment) {
        CollectingBindHandler handler = new CollectingBindHandler(environment);
        DcrProperties bound = Binder.get(environment).bindOrCreate("dcr", Bindable.of(DcrProperties.class), handler);
        return new BoundProperties(bound, Map.copyOf(handler.origins()), List.copyOf(handler.problems()));
    }

    /** Returns the properties if all could be read. */
    DcrProperties orThrow() {
        if (!problems.isEmpty()) {
            throw new DcrConfigurationException(problems);
        }
        return properties;
    }
}
