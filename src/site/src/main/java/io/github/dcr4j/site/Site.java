package io.github.dcr4j.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Makes the site of a repository in a folder: the pages, the javadoc of all published modules in one, and a check that
 * each link within it leads somewhere.
 */
public final class Site {
    private Site() {}

    /**
     * Makes the site, and ends with 1 if a link in it is dead.
     *
     * @param args the repository, the folder, and where there is one the script that draws the pictures
     */
    public static void main(String[] args) throws IOException {
        Path repository = Path.of(args[0]).toAbsolutePath().normalize();
        Path folder = Path.of(args[1]).toAbsolutePath().normalize();
        boolean drawn = args.length > 2 && Files.exists(Path.of(args[2]));

        List<String> problems = new ArrayList<>(Javadoc.write(repository, folder.resolve("api")));
        if (drawn) {
            Files.copy(Path.of(args[2]), folder.resolve("mermaid.min.js"));
        }
        style(folder);
        int pages = Pages.write(repository, folder, drawn);
        problems.addAll(DeadLinks.in(folder));

        problems.forEach(System.err::println);
        System.out.printf("%d pages and the javadoc in %s, pictures %s%n", pages, folder, drawn ? "drawn" : "as text");
        if (!problems.isEmpty()) {
            System.err.println(problems.size() + " problems");
            System.exit(1);
        }
    }

    private static void style(Path folder) throws IOException {
        try (InputStream style = Site.class.getResourceAsStream("style.css")) {
            Files.copy(Objects.requireNonNull(style, "style.css"), folder.resolve("style.css"));
        }
    }
}
