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
    /** Looks for every secret in every text that was seen. */
    static Sweep over(Sightings seen) {
        List<String> secrets = seen.secrets();
        List<Sightings.Text> texts = seen.texts();
        NeedleIndex index = new NeedleIndex();
        Needle.of(Needle.MARK).forEach(index::add);
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
        secrets.stream()
                .filter(Needle::isPlainWords)
                .forEach(secret -> problems.add("the secret " + digest(secret)
                        + " of a test is plain words, which texts of the library may hold too: put digits into it"));
        problems.addAll(seen.problems());
        return new Sweep(
                List.copyOf(problems),
                ("%d secrets looked for in %d texts of %d characters; %d classes watched, %d lines logged,"
                                + " %d of them by the library")
                        .formatted(
                                secrets.size(),
                                texts.size(),
                                seen.characters(),
                                seen.watched().size(),
                                seen.lines(),
                                seen.ownLines()));
    }

    /**
     * Adds what all tests of a module together must have shown: a sweep that sees nothing proves nothing.
     *
     * @param known those of {@link Library#NAMES} that there are
     */
    Sweep ofAllTests(Sightings seen, Set<String> known) {
        List<String> all = new ArrayList<>(problems);
        boolean secretsAreKnown = known.contains(Library.SECRET);
        if (secretsAreKnown) {
            Library.NAMES.stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> all.add("the sweep goes by " + name + ", and there is no such class"));
        }
        if (seen.watched().isEmpty()) {
            all.add("no class of the library was watched");
        }
        if (secretsAreKnown && seen.secrets().isEmpty()) {
            all.add("no secret was seen, though the module knows " + Library.SECRET);
        }
        if (seen.watched().contains(Library.JOURNAL) && seen.ownLines() == 0) {
            all.add("no line of a log was seen, though a resolver was used");
        }
        return new Sweep(List.copyOf(all), summary);
    }

    private static String leak(Needle needle, String within, Sightings.Text text) {
        return "LEAK of secret " + digest(needle.secret()) + ", " + needle.encoding() + within + ": " + text.sink();
    }

    /** A name for a secret that says nothing about it to a reader who does not know it. */
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
