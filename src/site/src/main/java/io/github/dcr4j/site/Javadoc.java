package io.github.dcr4j.site;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The javadoc of what the published modules export, in one. They have to be compiled, with {@code -Psite}. */
final class Javadoc {
    private static final Pattern EXPORT = Pattern.compile("exports ([a-z0-9.]+);");
    private static final Pattern VERSION = Pattern.compile("<revision>([^<]+)<");

    private Javadoc() {}

    /** Writes it, and returns what the tool complains about. */
    static List<String> write(Path repository, Path folder) throws IOException {
        Map<Path, List<Path>> modules = new LinkedHashMap<>();
        for (String core : List.of("dcr-core", "dcr-store-memory", "dcr-store-redis", "dcr-testkit")) {
            modules.put(repository.resolve(core), exported(repository.resolve(core)));
        }
        try (Stream<Path> integrations = Files.list(repository.resolve("src/integrations"))) {
            for (Path module : integrations.sorted().toList()) {
                List<Path> packages = exported(module);
                if (!packages.isEmpty()) {
                    modules.put(module, packages);
                }
            }
        }
        Set<String> classPath = new LinkedHashSet<>();
        List<String> arguments = new ArrayList<>(List.of("-quiet", "-Xdoclint:none", "-notimestamp", "-encoding"));
        arguments.addAll(List.of("UTF-8", "-d", folder.toString(), "--release", "17"));
        arguments.addAll(List.of("-header", "<a href=\"{@docRoot}/../index.html\">dcr4j: the pages</a>"));
        String title = "dcr4j " + found(VERSION, Files.readString(repository.resolve("pom.xml")));
        arguments.addAll(List.of("-doctitle", title, "-windowtitle", title));
        List<String> files = new ArrayList<>();
        for (Map.Entry<Path, List<Path>> module : modules.entrySet()) {
            List<String> names = new ArrayList<>();
            Path sources = module.getKey().resolve("src/main/java");
            for (Path directory : module.getValue()) {
                names.add(sources.relativize(directory).toString().replace('/', '.'));
                files.addAll(javaFiles(directory));
            }
            Path target = module.getKey().resolve("target");
            classPath.add(target.resolve("classes").toString());
            String others = Files.readString(target.resolve("site.classpath")).strip();
            classPath.addAll(List.of(others.split(File.pathSeparator)));
            arguments.addAll(List.of(
                    "-group",
                    repository.relativize(module.getKey()).toString().replaceAll(".*/", ""),
                    String.join(":", names)));
        }
        // what is compiled here comes before what a repository may have of another day
        arguments.addAll(List.of("-classpath", String.join(File.pathSeparator, classPath)));
        arguments.addAll(files);

        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int result = ToolProvider.findFirst("javadoc").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        out.flush();
        List<String> problems =
                said.toString().lines().filter(line -> !line.isBlank()).toList();
        return result == 0 || !problems.isEmpty() ? problems : List.of("javadoc ended with " + result);
    }

    /** Returns the packages of a module that its users see; a module without descriptor shows all. */
    private static List<Path> exported(Path module) throws IOException {
        Path sources = module.resolve("src/main/java");
        Path descriptor = sources.resolve("module-info.java");
        if (Files.exists(descriptor)) {
            return EXPORT.matcher(Files.readString(descriptor))
                    .results()
                    .map((MatchResult export) -> sources.resolve(export.group(1).replace('.', '/')))
                    .toList();
        }
        if (!Files.exists(sources)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(sources)) {
            return all.filter(path -> path.endsWith("package-info.java"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> javaFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group(1))
                .findFirst()
                .orElse("");
    }
}
