package io.github.dcr4j.quickstart.command;

import java.util.Set;

/**
 * Which options a command line may have, by name.
 *
 * @param flags those without a value
 * @param single those with one value
 * @param repeatable those that may be given again
 */
public record Options(Set<String> flags, Set<String> single, Set<String> repeatable) {
    boolean know(String name) {
        return flags.contains(name) || single.contains(name) || repeatable.contains(name);
    }
}
