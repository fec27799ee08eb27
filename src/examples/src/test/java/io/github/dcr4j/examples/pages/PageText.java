package io.github.dcr4j.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The text of a page. */
final class PageText {
    static final Path DOCS = Path.of("../docs");

    /** How long a first pause is, is a matter of chance. */
    private static final Pattern A_PAUSE = Pattern.compile("[0-9]+ ms\\b");

    private final String name;
    private final String text;

    private PageText(String name, String text) {
        this.name = name;
        this.text = text;
    }

    static PageText of(String name) {
        try {
            return new PageText(name, Files.readString(DOCS.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that {@code call} fails with a message that the page shows, whole and as it is. */
    void showsWhatComesOf(ThrowingCallable call) {
        showsWhatComesOf(call, "", "");
    }

    /** Does so for a message that holds {@code here}, where the page has {@code there}. */
    void showsWhatComesOf(ThrowingCallable call, String here, String there) {
        Throwable failure = catchThrowable(call);

        assertThat(failure).isNotNull();
        String message = "```text\n"
                + A_PAUSE.matcher(failure.getMessage()).replaceAll("683 ms").replace(here, there) + "\n```";
        assertThat(singleSpaced(text)).as(name).contains(singleSpaced(message));
    }

    /** Returns what stands in the block behind a mark. */
    String block(String mark) {
        return Pattern.compile(
                        "^<!-- block: " + Pattern.quote(mark) + " -->\n```[a-z]+\n(.*?)^```$",
                        Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no block " + mark));
    }

    private static String singleSpaced(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
