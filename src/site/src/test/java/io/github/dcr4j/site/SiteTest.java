package io.github.dcr4j.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages become HTML that links to itself, and a link that leads nowhere is found. */
class SiteTest {
    @TempDir
    private Path repository;

    @TempDir
    private Path folder;

    @BeforeEach
    void pages() throws IOException {
        Files.createDirectories(repository.resolve("src/docs"));
        Files.createDirectories(folder.resolve("api"));
        Files.writeString(folder.resolve("api/index.html"), "<p id=here>");
        Files.writeString(folder.resolve("style.css"), "");
        page("README.md", "# dcr4j\n\n[pages](src/docs/README.md), [one](src/docs/one.md#what-it-is)");
        page("CHANGELOG.md", "# Changes");
        page("CONTRIBUTING.md", "# Contributing");
        page("SECURITY.md", "# Security");
        page("src/docs/README.md", "# Pages by question\n\n| I want |\n|---|\n| [one & all](one.md) |");
        page("src/docs/one.md", "# One\n\n## What it is\n\n[code](../../pom.xml), [data](data.json)");
        page("src/docs/data.json", "{}");
        page("pom.xml", "<project/>");
    }

    private void page(String name, String text) throws IOException {
        Files.writeString(repository.resolve(name), text);
    }

    private String written(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void write_goodPages_linkToEachOtherAndToTheCode() throws IOException {
        assertThat(Pages.write(repository, folder, false)).isEqualTo(6);

        assertThat(written("index.html"))
                .contains("href=\"questions.html\"", "href=\"one.html#what-it-is\"")
                .contains("<li><a href=\"one.html\">One &amp; all</a></li>");
        assertThat(written("one.html"))
                .contains("<h2 id=\"what-it-is\">", "/blob/main/pom.xml\"", "href=\"data.json\"")
                .contains("<title>One - dcr4j</title>");
        assertThat(DeadLinks.in(folder)).isEmpty();
    }

    @Test
    void in_deadPageAnchorAndStyle_areNamedWithTheirPage() throws IOException {
        page(
                "src/docs/one.md",
                "# One\n\n[a](gone.md) [b](#nowhere) [c](README.md#not-there) [d](README.md#pages-by-question)");
        Files.delete(folder.resolve("style.css"));
        Pages.write(repository, folder, false);

        assertThat(DeadLinks.in(folder))
                .contains("one.html: gone.md", "one.html: #nowhere", "one.html: questions.html#not-there")
                .contains("one.html: style.css", "index.html: one.html#what-it-is")
                .noneMatch(line -> line.contains("pages-by-question"));
    }

    @Test
    void in_javadocLinks_leadToAnchorsOfOtherFolders() throws IOException {
        Files.writeString(
                folder.resolve("api/index.html"), "<a href=../one.html#one>x</a><a href='b.html#a(int)'>y</a>");
        Files.writeString(folder.resolve("api/b.html"), "<p id='a(int)'><a href=index.html#gone>z</a>");
        Pages.write(repository, folder, false);

        assertThat(DeadLinks.in(folder)).containsExactly("api/b.html: index.html#gone");
    }

    @Test
    void write_pictures_areTextUnlessDrawn() throws IOException {
        page("src/docs/one.md", "# One\n\n## What it is\n\n```mermaid\nflowchart LR\n  A --> B\n```");

        Pages.write(repository, folder, false);
        assertThat(written("one.html"))
                .contains("<pre class=\"mermaid\">flowchart LR\n  A --&gt; B")
                .doesNotContain("<script");
        Pages.write(repository, folder, true);
        assertThat(written("one.html")).contains("<script src=\"mermaid.min.js\">");
        assertThat(written("index.html")).doesNotContain("<script");
    }
}
