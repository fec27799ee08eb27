package io.github.dcr4j.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Looks for links that lead nowhere: to a file or an anchor that is not in the folder. Nothing is dialled. */
final class DeadLinks {
    private final Path folder;
    private final Map<Path, Document> documents = new HashMap<>();
    private final Map<Path, Set<String>> anchors = new HashMap<>();

    private DeadLinks(Path folder) {
        this.folder = folder;
    }

    /** Returns one line for each dead link in the HTML files of {@code folder}, with the file that has it. */
    static List<String> in(Path folder) throws IOException {
        return new DeadLinks(folder).find();
    }

    private List<String> find() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".html"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            Document document = Jsoup.parse(file.toFile(), UTF_8.name());
            documents.put(file, document);
            Set<String> named = new HashSet<>(document.select("[id]").eachAttr("id"));
            named.addAll(document.select("a[name]").eachAttr("name"));
            anchors.put(file, named);
        }
        List<String> dead = new ArrayList<>();
        for (Path file : files) {
            if (file.endsWith("constant-values.html")) {
                continue; // the javadoc tool of JDK 17 links its contents to an anchor that it does not write
            }
            for (Element element : document(file).select("[href], [src]")) {
                String link = element.hasAttr("href") ? element.attr("href") : element.attr("src");
                if (!leadsSomewhere(file, link)) {
                    dead.add(folder.relativize(file) + ": " + link);
                }
            }
        }
        return dead.stream().distinct().toList();
    }

    private Document document(Path file) {
        Document document = documents.get(file);
        if (document == null) {
            throw new IllegalStateException("not read: " + file);
        }
        return document;
    }

    private boolean leadsSomewhere(Path file, String link) {
        if (link.matches("(?:https?|mailto|javascript|data):.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        String name = URLDecoder.decode(parts[0].replaceAll("[?].*", "").replace("+", "%2B"), UTF_8);
        Path target = name.isEmpty() ? file : file.resolveSibling(name).normalize();
        if (!target.startsWith(folder) || !Files.isRegularFile(target)) {
            return false;
        }
        return parts.length == 1
                || parts[1].isEmpty()
                || anchors.getOrDefault(target, Set.of())
                        .contains(URLDecoder.decode(parts[1].replace("+", "%2B"), UTF_8));
    }
}
