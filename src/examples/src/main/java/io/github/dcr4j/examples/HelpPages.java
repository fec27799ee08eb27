package io.github.dcr4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The help of each command, as text in the jar: asking for help starts no parser. A test holds them against what the
 * parser knows. What is written here is what starts fast: no lambda, and no {@code +} for texts.
 */
final class HelpPages {
    private HelpPages() {}

    /**
     * Prints the page or the version that {@code arguments} ask for.
     *
     * @return whether they do; {@code false} for what the parser has to look at
     */
    static boolean print(List<String> arguments, PrintStream out) {
        String asked = asked(arguments);
        String text = asked == null ? null : text(asked);
        if (text == null) {
            return false;
        }
        out.print(text);
        out.flush();
        return true;
    }

    private static @Nullable String asked(List<String> arguments) {
        if (arguments.isEmpty()) {
            return "dcr4j.txt";
        }
        String first = arguments.get(0);
        String last = arguments.get(arguments.size() - 1);
        if (arguments.size() == 1 && (last.equals("--version") || last.equals("-V"))) {
            return "version.txt";
        }
        if (last.equals("--help") || last.equals("-h")) {
            return page(arguments.subList(0, arguments.size() - 1));
        }
        return first.equals("help") ? page(arguments.subList(1, arguments.size())) : null;
    }

    private static @Nullable String page(List<String> words) {
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                char c = word.charAt(i);
                if (c != '-' && (c < 'a' || c > 'z')) {
                    return null;
                }
            }
        }
        return file(words);
    }

    /** Returns the name of the page of the command that these words name. */
    static String file(List<String> words) {
        StringBuilder file = new StringBuilder("dcr4j");
        for (String word : words) {
            file.append('-').append(word);
        }
        return file.append(".txt").toString();
    }

    private static @Nullable String text(String file) {
        try (InputStream stream = HelpPages.class.getResourceAsStream("help/".concat(file))) {
            return stream == null ? null : new String(stream.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own help cannot be read", e);
        }
    }
}
