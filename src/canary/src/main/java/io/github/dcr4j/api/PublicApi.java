package io.github.dcr4j.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API of a module: the public and protected members of its exported packages, as they are compiled.
 *
 * <p>It stands in {@code src/api} of the repository, so that a change of it is seen in review. A test of the module calls
 * {@link #check}; with {@code -Dapi.record=true} the file is written instead.
 */
public final class PublicApi {
    private static final int SHOWN = 60;

    private final Path module;
    private final ClassLoader loader;

    private PublicApi(Path module, ClassLoader loader) {
        this.module = module;
        this.loader = loader;
    }

    /**
     * Compares the module in the current directory with its record, or records it.
     *
     * @param anchor any class of the module
     * @throws AssertionError if it differs, with the lines that do and the command that records it anew
     */
    public static void check(Class<?> anchor) {
        Path module = Path.of("").toAbsolutePath();
        Path record = repository(module).resolve("src/api").resolve(module.getFileName() + ".txt");
        List<String> lines = new PublicApi(module, anchor.getClassLoader()).lines();
        try {
            if (Boolean.getBoolean("api.record")) {
                Files.createDirectories(record.getParent());
                Files.writeString(record, String.join("\n", lines) + "\n");
                return;
            }
            compare(Files.exists(record) ? Files.readAllLines(record) : List.of(), lines, module);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repository(Path module) {
        for (Path above = module; above != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve(".mvn"))) {
                return above;
            }
        }
        throw new AssertionError("no directory above " + module + " is the root of the repository");
    }

    static void compare(List<String> recorded, List<String> lines, Path module) {
        if (recorded.equals(lines)) {
            return;
        }
        Set<String> before = named(recorded);
        Set<String> now = named(lines);
        List<String> changes = Stream.concat(
                        before.stream().filter(line -> !now.contains(line)).map(line -> "- " + line),
                        now.stream().filter(line -> !before.contains(line)).map(line -> "+ " + line))
                .toList();
        String more = changes.size() > SHOWN ? "\n… and " + (changes.size() - SHOWN) + " more" : "";
        throw new AssertionError("""
                the public API of %s is not the recorded one:
                %s%s
                If that is meant, record it, and say in CHANGELOG.md what users notice:
                  mvn -pl %s -am -Dapi.record=true -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false test\
                """.formatted(
                        module.getFileName(),
                        changes.stream().limit(SHOWN).collect(Collectors.joining("\n")),
                        more,
                        repository(module).relativize(module)));
    }

    /** Each line of a member with its type before it: a line alone does not say where it stands. */
    private static Set<String> named(List<String> lines) {
        Set<String> named = new TreeSet<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                named.add(type + ": " + line.strip());
            } else if (!line.isEmpty()) {
                type = line;
                named.add(line);
            }
        }
        return named;
    }

    private List<String> lines() {
        Path classes = module.resolve("target/classes");
        Optional<ModuleDescriptor> descriptor = descriptor(classes);
        List<String> lines = new ArrayList<>();
        if (descriptor.isPresent()) {
            checkComparedWithReleases(descriptor.get());
            lines.add("module " + descriptor.get().name());
            descriptor.get().requires().stream()
                    .filter(needed -> needed.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
                    .map(needed -> "    requires transitive " + needed.name())
                    .sorted()
                    .forEach(lines::add);
        } else {
            lines.add("no module-info: every package");
        }
        TreeMap<String, List<String>> types = new TreeMap<>();
        for (Class<?> type : types(classes)) {
            if (isExported(type, descriptor) && ApiType.isVisible(type)) {
                types.put(type.getName(), new ApiType(type).lines());
            }
        }
        types.values().forEach(type -> {
            lines.add("");
            lines.addAll(type);
        });
        List<String> properties = ApiProperties.lines(classes);
        if (!properties.isEmpty()) {
            lines.add("");
            lines.add("configuration properties");
            lines.addAll(properties);
        }
        return lines;
    }

    /** What compares the module with a release looks at the packages that its POM names. */
    private void checkComparedWithReleases(ModuleDescriptor descriptor) {
        try {
            String pom = Files.readString(module.resolve("pom.xml"));
            descriptor.exports().stream()
                    .filter(exported -> !exported.isQualified())
                    .map(exported -> "<include>" + exported.source() + "</include>")
                    .filter(include -> !pom.contains(include))
                    .findFirst()
                    .ifPresent(include -> {
                        throw new AssertionError("japicmp-maven-plugin in the POM of " + module + " lacks " + include);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ModuleDescriptor> descriptor(Path classes) {
        Path file = classes.resolve("module-info.class");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(ModuleDescriptor.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package that is exported to modules of the library alone is not for programs. */
    private static boolean isExported(Class<?> type, Optional<ModuleDescriptor> descriptor) {
        return descriptor.isEmpty()
                || descriptor.get().exports().stream()
                        .anyMatch(exported ->
                                !exported.isQualified() && exported.source().equals(type.getPackageName()));
    }

    private List<Class<?>> types(Path classes) {
        // Without the annotations, all would look as if it were never null.
        load("org.jspecify.annotations.Nullable");
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> types = new ArrayList<>();
            files.map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .forEach(name -> types.add(load(name)));
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new AssertionError("the tests of " + module + " cannot load " + name, e);
        }
    }
}
