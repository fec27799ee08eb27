package io.github.dcr4j.examples.command;

import java.util.Set;

/**
 * Which options a command line may have, by name.
 *
 * @param flags those without a value
 * @param single those with one value
 * @param repeatable those that may be given again
 * @param arguments how many arguments there may be besides
 */
public record Options(Set<String> flags, Set<String> single, Set<String> repeatable, int arguments) {
    /** Creates options of a command that takes no other arguments. */
    public Options(Set<String> flags, Set<String> single, Set<String> repeatable) {
        this(flags, single, repeatable, 0);
    }

    boolean know(String name) {
        return flags.contains(name) || single.contains(name) || repeatable.contains(name);
    }
}
