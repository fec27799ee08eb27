package io.github.dcr4j.upstream;

import io.github.dcr4j.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads where a secret comes from. */
final class SecretJson {
    private SecretJson() {}

    /** Gives {@code setter} what {@code node} says. */
    static void read(ConfigNode node, Consumer<SecretSource> setter) {
        List<SecretSource> found = new ArrayList<>();
        node.text("value", text -> found.add(SecretSource.value(Secret.of(text))));
        node.text("file", text -> found.add(SecretSource.file(path(text))));
        node.text("environment", text -> found.add(SecretSource.environment(text)));
        node.refuseUnknown();
        long given = List.of("value", "file", "environment").stream()
                .filter(node::has)
                .count();
        if (given != 1) {
            node.problem("", "exactly one of value, file and environment is expected; " + given + " are given");
        } else if (!found.isEmpty()) {
            node.attempt(() -> setter.accept(found.get(0)));
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path of a file");
        }
    }
}
