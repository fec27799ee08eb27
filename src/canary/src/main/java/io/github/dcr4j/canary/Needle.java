package io.github.dcr4j.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way in which a secret may stand in a text.
 *
 * @param secret the secret itself
 * @param encoding how it is written here, such as {@code form-encoded, then Base64}
 * @param text what it looks like then
 */
record Needle(String secret, String encoding, String text) {
    /** The shortest text that is looked for. */
    static final int GRAM = 6;

    /** What stands for a secret in tests of answers that the library takes no secret from. */
    static final String MARK = "CANARY";

    private static final int TELLING = 8;

    /**
     * Whether a text is worth looking for: a shorter one than eight characters, or one that is a single character
     * repeated, stands in texts that have nothing to do with it.
     */
    static boolean isTelling(String secret) {
        return secret.length() >= TELLING && secret.chars().distinct().count() > 1;
    }

    /** Whether a secret is nothing but lower-case words, as messages are. */
    static boolean isPlainWords(String secret) {
        return secret.indexOf(' ') >= 0 && secret.chars().allMatch(c -> c == ' ' || (c >= 'a' && c <= 'z'));
    }

    /** Returns every way in which a secret may be written, each text once, the plainest way first. */
    static List<Needle> of(String secret) {
        Map<String, String> percent = new LinkedHashMap<>();
        percent.put(secret, "plain");
        String form = URLEncoder.encode(secret, UTF_8);
        String uri = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        percent.putIfAbsent(form, "form-encoded");
        percent.putIfAbsent(uri, "percent-encoded");
        Map<String, String> all = new LinkedHashMap<>(percent);
        percent.forEach((text, how) -> {
            String prefix = how.equals("plain") ? "" : how + ", then ";
            for (int offset = 0; offset < 3; offset++) {
                all.putIfAbsent(base64(text, offset, Base64.getEncoder()), prefix + "Base64");
                all.putIfAbsent(base64(text, offset, Base64.getUrlEncoder()), prefix + "Base64url");
            }
        });
        return all.entrySet().stream()
                .map(way -> new Needle(secret, way.getValue(), way.getKey()))
                .toList();
    }

    /**
     * What is sure to stand in the Base64 of anything that holds {@code text} at a place that is {@code offset} modulo
     * 3.
     */
    private static String base64(String text, int offset, Base64.Encoder encoder) {
        byte[] bytes = text.getBytes(UTF_8);
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String encoded = encoder.withoutPadding().encodeToString(shifted);
        // a character of Base64 is six bits: those that share bits with a neighbour of the text are left out
        return encoded.substring((offset * 8 + 5) / 6, shifted.length * 8 / 6);
    }
}
