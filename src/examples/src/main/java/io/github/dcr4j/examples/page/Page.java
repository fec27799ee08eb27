package io.github.dcr4j.examples.page;

import io.github.dcr4j.examples.command.ShownText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a browser is shown. Immutable.
 *
 * @param status of the HTTP answer
 * @param title plain text, as the paragraphs and links are; {@link #html()} escapes them
 * @param links paths of other pages, below the paragraphs
 */
public record Page(int status, String title, List<String> paragraphs, List<String> links) {
    public Page {
        paragraphs = List.copyOf(paragraphs);
        links = List.copyOf(links);
    }

    public static Page of(int status, String title, String... paragraphs) {
        return new Page(status, title, List.of(paragraphs), List.of());
    }

    /** Returns the page with links to {@code paths}, which are shown as they are. */
    public Page withLinks(List<String> paths) {
        return new Page(status, title, paragraphs, paths);
    }

    String html() {
        String body = paragraphs.stream()
                .map(paragraph -> "<p>" + ShownText.html(paragraph) + "</p>\n")
                .collect(Collectors.joining());
        String below = links.stream()
                .map(ShownText::html)
                .map(path -> "<p><a href=\"" + path + "\">" + path + "</a></p>\n")
                .collect(Collectors.joining());
        String heading = ShownText.html(title);
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + heading + "</title></head>\n<body><h1>" + heading
                + "</h1>\n" + body + below + "</body></html>\n";
    }
}
