package io.github.dcr4j.examples.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of the command line, by name, and its other arguments, in order. Immutable and thread-safe. */
public final class CommandLine {
    private static final String HELP = "--help";

    private final Map<String, List<String>> options;
    private final List<String> arguments;

    private CommandLine(Map<String, List<String>> options, List<String> arguments) {
        this.options = options;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Reads {@code --name value}, {@code --name=value}, flags and other arguments. Where help is asked for, by
     * {@code --help}, {@code -h} or {@code help}, nothing else counts.
     *
     * @throws UsageException for an option that is unknown, has no value or is given twice, and for an argument too
     *     many
     */
    public static CommandLine parse(List<String> given, Options known) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String[] parts = given.get(i).split("=", 2);
            String name = isHelp(given.get(i), i) ? HELP : parts[0];
            if (name.equals(HELP)) {
                return new CommandLine(Map.of(HELP, List.of()), List.of());
            }
            if (!name.startsWith("-") && arguments.size() < known.arguments()) {
                arguments.add(given.get(i));
                continue;
            }
            List<String> values = options.computeIfAbsent(checked(name, i, known), n -> new ArrayList<>());
            if (known.single().contains(name) && !values.isEmpty()) {
                throw new UsageException(name + " is given twice");
            }
            if (known.flags().contains(name)) {
                if (parts.length == 2) {
                    throw new UsageException(name + " takes no value");
                }
            } else if (parts.length == 2) {
                values.add(parts[1]);
            } else {
                i++;
                if (i == given.size() || given.get(i).startsWith("--")) {
                    throw new UsageException(name + " needs a value");
                }
                values.add(given.get(i));
            }
        }
        return new CommandLine(options, arguments);
    }

    private static boolean isHelp(String given, int index) {
        return given.equals(HELP) || given.equals("-h") || (index == 0 && given.equals("help"));
    }

    private static String checked(String name, int index, Options known) {
        if (known.know(name)) {
            return name;
        }
        String which = name.startsWith("--") ? "option " + name : "argument " + (index + 1) + ", which is no option,";
        throw new UsageException(which + " is not known; --help lists the options");
    }

    /** Returns the arguments that are neither options nor their values. */
    public List<String> arguments() {
        return arguments;
    }

    /** Returns whether nothing was given at all. */
    public boolean isEmpty() {
        return options.isEmpty() && arguments.isEmpty();
    }

    public boolean has(String name) {
        return options.containsKey(name);
    }

    @Nullable
    public String value(String name) {
        List<String> values = options.get(name);
        return values == null ? null : values.get(0);
    }

    /**
     * Returns the value of an option that has to be given.
     *
     * @throws UsageException if it is not
     */
    public String required(String name) {
        String value = value(name);
        if (value == null) {
            throw new UsageException(name + " is missing; --help lists the options");
        }
        return value;
    }

    /**
     * Returns the number that an option gives, or {@code otherwise}.
     *
     * @throws UsageException if it is not a number between the two
     */
    public int number(String name, int otherwise, int least, int most) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > most) {
            throw new UsageException(name + " must be a number from " + least + " to " + most);
        }
        return Integer.parseInt(value);
    }

    /** Returns the scopes: of each {@code --scope}, what stands between blanks. */
    public List<String> scopes() {
        return values("--scope").stream()
                .flatMap(given -> Arrays.stream(given.strip().split(" +")))
                .toList();
    }

    /** Returns the values of an option that may be repeated; none if it was not given. */
    public List<String> values(String name) {
        return List.copyOf(options.getOrDefault(name, List.of()));
    }
}
