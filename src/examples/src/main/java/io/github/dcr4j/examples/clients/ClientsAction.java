package io.github.dcr4j.examples.clients;

import io.github.dcr4j.examples.command.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be done with clients, and the arguments of each. */
enum ClientsAction {
    LIST(0, "nothing"),
    READ(1, "NAME"),
    UPDATE(1, "NAME"),
    DEREGISTER(1, "NAME"),
    PURGE(1, "KEY"),
    EXPORT(2, "NAME and FILE"),
    IMPORT(2, "NAME and FILE");

    private final int count;
    private final String takes;

    ClientsAction(int count, String takes) {
        this.count = count;
        this.takes = takes;
    }

    /**
     * Returns the action that the first argument names.
     *
     * @throws UsageException if it names none, or the action needs other arguments
     */
    static ClientsAction of(List<String> arguments) {
        String given = arguments.isEmpty() ? "" : arguments.get(0);
        ClientsAction action = Arrays.stream(values())
                .filter(known -> known.word().equals(given))
                .findFirst()
                .orElseThrow(() -> new UsageException("say what to do: one of "
                        + Arrays.stream(values()).map(ClientsAction::word).collect(Collectors.joining(", "))
                        + "; --help tells more"));
        if (arguments.size() - 1 != action.count) {
            throw new UsageException(given + " takes " + action.takes + ", and --config FILE; --help tells more");
        }
        return action;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
