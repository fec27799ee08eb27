package io.github.dcr4j.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of the command line, by name. Immutable and thread-safe. */
final class CommandLine {
    private static final Set<String> FLAGS = Set.of("--public", "--no-scope", "--strict", "--explain", "--help");
    private static final Set<String> SINGLE = Set.of(
            "--issuer",
            "--discovery-url",
            "--registration-endpoint",
            "--authorization-endpoint",
            "--token-endpoint",
            "--initial-access-token-file");
    private static final Set<String> REPEATABLE = Set.of("--scope", "--redirect-uri", "--grant");

    private final Map<String, List<String>> options;

    private CommandLine(Map<String, List<String>> options) {
        this.options = options;
    }

    /**
     * Reads {@code --name value}, {@code --name=value} and flags.
     *
     * @throws IllegalArgumentException for an option that is unknown, has no value or is given twice. The message never
     *     holds a value: somebody may have put a secret there.
     */
    static CommandLine parse(List<String> arguments) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String[] parts = arguments.get(i).split("=", 2);
            String name = parts[0];
            List<String> values = options.computeIfAbsent(checked(name, i), n -> new ArrayList<>());
            if (SINGLE.contains(name) && !values.isEmpty()) {
                throw new IllegalArgumentException(name + " is given twice");
            }
            if (FLAGS.contains(name)) {
                if (parts.length == 2) {
                    throw new IllegalArgumentException(name + " takes no value");
                }
            } else if (parts.length == 2) {
                values.add(parts[1]);
            } else {
                i++;
                if (i == arguments.size() || arguments.get(i).startsWith("--")) {
                    throw new IllegalArgumentException(name + " needs a value");
                }
                values.add(arguments.get(i));
            }
        }
        return new CommandLine(options);
    }

    private static String checked(String name, int index) {
        if (FLAGS.contains(name) || SINGLE.contains(name) || REPEATABLE.contains(name)) {
            return name;
        }
        String which = name.startsWith("--") ? "option " + name : "argument " + (index + 1) + ", which is no option,";
        throw new IllegalArgumentException(which + " is not known; --help lists the options");
    }

    /** Returns whether nothing was given at all. */
    boolean isEmpty() {
        return options.isEmpty();
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    @Nullable
    String value(String name) {
        List<String> values = options.get(name);
        return values == null ? null : values.get(0);
    }

    /** Returns the values of an option that may be repeated; none if it was not given. */
    List<String> values(String name) {
        return List.copyOf(options.getOrDefault(name, List.of()));
    }
}
