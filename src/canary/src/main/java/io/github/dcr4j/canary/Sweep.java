package io.github.dcr4j.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every secret looked for in every text, and what came of it.
 *
 * @param problems what was found, and what kept the sweep from seeing all; no secret stands in it
 * @param summary how much was looked at
 */
record Sweep(List<String> problems, String summary) {
    static Sweep over(Sightings seen) {
        List<String> secrets = seen.secrets();
        List<Sightings.Text> texts = seen.texts();
        NeedleIndex index = new NeedleIndex();
        secrets.forEach(secret -> Needle.of(secret).forEach(index::add));
        Set<String> leaks = new TreeSet<>();
        for (Sightings.Text text : texts) {
            index.search(text.said(), needle -> leaks.add(leak(needle, "", text)));
            // whatever was encoded, and however the digits are written
            String decoded = PercentDecoding.of(text.said());
            if (decoded != null) {
                index.search(decoded, needle -> leaks.add(leak(needle, " in percent-encoded text", text)));
            }
        }
        List<String> problems = new ArrayList<>(leaks);
        problems.addAll(seen.problems());
        return new Sweep(
                List.copyOf(problems),
                "%d secrets looked for in %d texts of %d characters; %d lines logged"
                        .formatted(secrets.size(), texts.size(), seen.characters(), seen.lines()));
    }

    private static String leak(Needle needle, String within, Sightings.Text text) {
        return "LEAK of secret " + digest(needle.secret()) + ", " + needle.encoding() + within + ": " + text.sink();
    }

    /** A name for a secret that tells nothing about it to somebody who does not know it. */
    static String digest(String secret) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
            return HexFormat.of().formatHex(sha, 0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String report() {
        return "canary sweep: " + summary + "\n" + (problems.isEmpty() ? "nothing leaked" : String.join("\n", problems))
                + "\n";
    }
}
