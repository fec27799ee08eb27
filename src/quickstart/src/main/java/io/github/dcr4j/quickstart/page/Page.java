package io.github.dcr4j.quickstart.page;

import io.github.dcr4j.quickstart.command.ShownText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a browser is shown. Immutable.
 *
 * @param status of the HTTP answer
 * @param title plain text, as the paragraphs are; {@link #html()} escapes both
 */
public record Page(int status, String title, List<String> paragraphs) {
    public Page {
        paragraphs = List.copyOf(paragraphs);
    }

    public static Page of(int status, String title, String... paragraphs) {
        return new Page(status, title, List.of(paragraphs));
    }

    String html() {
        String body = paragraphs.stream()
                .map(paragraph -> "<p>" + ShownText.html(paragraph) + "</p>\n")
                .collect(Collectors.joining());
        String heading = ShownText.html(title);
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><title>" + heading + "</title></head>\n<body><h1>" + heading
                + "</h1>\n" + body + "</body></html>\n";
    }
}
