package io.github.dcr4j.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Percent-decoding that takes any text, since what is looked at need not be a URL. */
final class PercentDecoding {
    private PercentDecoding() {}

    /**
     * Returns {@code text} with its percent-encoded octets decoded, or null if it has none; the rest stays as it is.
     */
    static @Nullable String of(String text) {
        if (next(text, 0) < 0) {
            return null;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int from = 0;
        for (int at = next(text, 0); at >= 0; at = next(text, from)) {
            decoded.append(text, from, at);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (from = at; isEncoded(text, from); from += 3) {
                octets.write(Integer.parseInt(text, from + 1, from + 3, 16));
            }
            decoded.append(octets.toString(UTF_8));
        }
        return decoded.append(text, from, text.length()).toString();
    }

    private static int next(String text, int from) {
        int at = text.indexOf('%', from);
        while (at >= 0 && !isEncoded(text, at)) {
            at = text.indexOf('%', at + 1);
        }
        return at;
    }

    private static boolean isEncoded(String text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '%'
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }
}
