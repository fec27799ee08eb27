package io.github.dcr4j.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a body. They are UTF-8 (RFC 8259, section 8.1), and where they are not, what the header declares.
 * Immutable and thread-safe.
 *
 * @param text the characters; where bytes are none, a replacement
 * @param declared the charset that was needed in place of UTF-8, {@code null} if none was
 * @param exact whether nothing was replaced
 */
public record BodyText(String text, @Nullable Charset declared, boolean exact) {
    private static final int LONGEST_NAME = 32;
    // what decoding puts where bytes are not what they should be
    private static final char REPLACEMENT = '\uFFFD';
    // a server's choice of charsets is not the JVM's: those that were sent as JSON or as pages, by their common names
    private static final Map<String, Charset> KNOWN = Map.of(
            "iso-8859-1",
            ISO_8859_1,
            "latin1",
            ISO_8859_1,
            "windows-1252",
            windows(),
            "cp1252",
            windows(),
            "utf-16",
            UTF_16,
            "utf-16be",
            UTF_16BE,
            "utf-16le",
            UTF_16LE);

    /** Reads {@code bytes} under a {@code Content-Type}. */
    public static BodyText of(byte[] bytes, @Nullable String contentType) {
        Charset declared = declared(contentType);
        // ASCII in two bytes each passes for UTF-8
        if (declared != null && declared.name().startsWith("UTF-16")) {
            return decoded(bytes, declared);
        }
        BodyText utf8 = decoded(bytes, UTF_8);
        return utf8.exact || declared == null ? new BodyText(utf8.text, null, utf8.exact) : decoded(bytes, declared);
    }

    private static BodyText decoded(byte[] bytes, Charset charset) {
        String text = new String(bytes, charset);
        // a replacement may have been sent as such: only a decoder that replaces nothing can tell
        return new BodyText(text, charset, text.indexOf(REPLACEMENT) < 0 || canDecode(bytes, charset));
    }

    private static boolean canDecode(byte[] bytes, Charset charset) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Windows' extension of Latin 1, which every JVM has in practice. */
    private static Charset windows() {
        return Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : ISO_8859_1;
    }

    private static @Nullable Charset declared(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        for (int at = type.indexOf(';'); at >= 0; at = type.indexOf(';', at + 1)) {
            int end = type.indexOf(';', at + 1);
            String parameter =
                    type.substring(at + 1, end < 0 ? type.length() : end).strip();
            if (parameter.startsWith("charset=")) {
                return known(parameter.substring("charset=".length()).strip());
            }
        }
        return null;
    }

    private static @Nullable Charset known(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        String plain = quoted ? name.substring(1, name.length() - 1) : name;
        return plain.length() > LONGEST_NAME ? null : KNOWN.get(plain);
    }
}
