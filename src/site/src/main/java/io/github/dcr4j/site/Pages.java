package io.github.dcr4j.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** The pages as HTML: what links to a page leads to its HTML, what links to code leads to the repository's host. */
final class Pages {
    private static final String HOST = "https://github.com/dcr4j/dcr4j/blob/main/";
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\(([a-z0-9-]+[.]md)\\)");

    private final Path repository;
    private final Path folder;
    private final boolean drawn;
    /** By the page's file, the name of its HTML. */
    private final Map<Path, String> names = new LinkedHashMap<>();

    private Pages(Path repository, Path folder, boolean drawn) {
        this.repository = repository;
        this.folder = folder;
        this.drawn = drawn;
    }

    /** Writes them, and returns how many there are. */
    static int write(Path repository, Path folder, boolean drawn) throws IOException {
        Pages pages = new Pages(repository, folder, drawn);
        pages.collect();
        String navigation = pages.navigation();
        for (Map.Entry<Path, String> page : pages.names.entrySet()) {
            Files.writeString(folder.resolve(page.getValue()), pages.html(page.getKey(), page.getValue(), navigation));
        }
        return pages.names.size();
    }

    private void collect() throws IOException {
        names.put(repository.resolve("README.md"), "index.html");
        names.put(repository.resolve("CHANGELOG.md"), "changes.html");
        names.put(repository.resolve("CONTRIBUTING.md"), "contributing.html");
        names.put(repository.resolve("SECURITY.md"), "security-policy.html");
        Path docs = repository.resolve("src/docs");
        names.put(docs.resolve("README.md"), "questions.html");
        try (Stream<Path> files = Files.list(docs)) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(file -> names.putIfAbsent(
                            file, file.getFileName().toString().replaceAll("[.]md$", ".html")));
        }
    }

    /** Returns the list that stands beside each page, in the order in which the questions name them. */
    private String navigation() throws IOException {
        Path questions = repository.resolve("src/docs/README.md");
        StringBuilder list = new StringBuilder("<ul><li><a href=\"index.html\">dcr4j</a></li>")
                .append("<li><a href=\"questions.html\">Pages by question</a></li>")
                .append("<li><a href=\"api/index.html\">Javadoc</a></li></ul><ul>");
        for (MatchResult link :
                LINK.matcher(Files.readString(questions)).results().toList()) {
            String name = names.get(questions.resolveSibling(link.group(2)));
            if (name != null) {
                String text = link.group(1).substring(0, 1).toUpperCase(Locale.ROOT)
                        + link.group(1).substring(1);
                list.append("<li><a href=\"")
                        .append(name)
                        .append("\">")
                        .append(text)
                        .append("</a></li>");
            }
        }
        return list.append("</ul><ul><li><a href=\"changes.html\">Changes</a></li>")
                .append("<li><a href=\"contributing.html\">Contributing</a></li>")
                .append("<li><a href=\"security-policy.html\">Reporting a flaw</a></li></ul>")
                .toString();
    }

    private String html(Path page, String name, String navigation) throws IOException {
        List<Extension> tables = List.of(TablesExtension.create());
        String body = HtmlRenderer.builder()
                .extensions(tables)
                .build()
                .render(Parser.builder().extensions(tables).build().parse(Files.readString(page)));
        Document document = Jsoup.parseBodyFragment(body);
        document.outputSettings().prettyPrint(false);
        for (Element link : document.select("a[href]")) {
            link.attr("href", address(page, link.attr("href")));
        }
        document.select("h1, h2, h3, h4").forEach(heading -> heading.attr("id", anchor(heading.wholeText())));
        document.select("table").wrap("<div class=\"table\"></div>");
        for (Element block : document.select("pre:has(> code[class^=language-])")) {
            String language = block.child(0).className();
            block.attr("class", language);
            if (language.equals("language-mermaid")) {
                // a picture in words, if nothing draws it
                block.text(block.wholeText()).attr("class", "mermaid");
            }
        }
        Element heading = document.selectFirst("h1");
        String title = heading == null ? name : heading.text();
        Document beside = Jsoup.parseBodyFragment(navigation);
        beside.outputSettings().prettyPrint(false);
        beside.select("a[href=" + name + "]").attr("aria-current", "page");
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="stylesheet" href="style.css">
                </head>
                <body>
                <div class="layout">
                <p class="pages"><a href="#pages">Pages</a></p>
                <nav id="pages" aria-label="Pages">%s</nav>
                <main>
                %s</main>
                </div>
                %s</body>
                </html>
                """.formatted(
                        Jsoup.parse(title).body().html() + (title.equals("dcr4j") ? "" : " - dcr4j"),
                        beside.body().html(),
                        document.body().html(),
                        drawn && body.contains("language-mermaid") ? DRAW : "");
    }

    private static final String DRAW = """
            <script src="mermaid.min.js"></script>
            <script>
            const dark = matchMedia("(prefers-color-scheme: dark)").matches;
            mermaid.initialize({ startOnLoad: true, theme: dark ? "dark" : "neutral" });
            </script>
            """;

    /** Returns what a link of a page is on the site; a file that is shown nowhere else is copied. */
    private String address(Path page, String link) throws IOException {
        if (link.startsWith("#") || link.matches("[a-z]+:.*")) {
            return link;
        }
        String[] parts = link.split("#", 2);
        Path target = page.resolveSibling(parts[0]).normalize();
        String name = names.get(target);
        if (name != null) {
            return parts.length == 1 ? name : name + "#" + parts[1];
        }
        if (target.startsWith(repository) && Files.exists(target)) {
            if (target.equals(repository.resolve("src/docs").resolve(target.getFileName()))) {
                Path copy = folder.resolve(target.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(target, copy);
                }
                return target.getFileName().toString();
            }
            return HOST + repository.relativize(target).toString().replace('\\', '/');
        }
        return link; // found dead by the check
    }

    /** Returns what a heading is linked by, as repository hosts make it. */
    static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
    }
}
