package io.github.dcr4j.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the words of a token endpoint's error are about. Servers disagree on the codes of RFC 6749, section 5.2, so the
 * words decide where there are any. Reads word by word, in time linear in the text. Immutable and thread-safe.
 */
final class RejectionWords {
    /** What the words are about. */
    enum Topic {
        /** The server does not know the client, or its credentials are wrong. */
        CLIENT,
        /** Something else: a parameter that is missing, the grant, the scope, what the client may do. */
        SOMETHING_ELSE,
        /** The words do not say. */
        UNCLEAR
    }

    private static final int MOST_WORDS = 400;
    private static final int FARTHEST = 8;
    private static final String SENTENCE_END = ".";

    private static final Set<String> SUBJECTS = Set.of("client", "application");
    private static final Set<String> OAUTH = Set.of("oauth", "oauth2", "2", "0");
    private static final Set<String> UNUSABLE = Set.of(
            "unknown",
            "unregistered",
            "unrecognized",
            "unrecognised",
            "nonexistent",
            "invalid",
            "bad",
            "wrong",
            "incorrect",
            "deleted",
            "expired",
            "revoked");
    private static final Set<String> WRONG = Set.of("invalid", "bad", "wrong", "incorrect");

    /** Parts and properties of a client that may be wrong while the server knows the client itself. */
    private static final Set<String> OTHER_NOUNS = Set.of(
            "redirect",
            "uri",
            "url",
            "scope",
            "scopes",
            "grant",
            "grants",
            "assertion",
            "certificate",
            "jwt",
            "jwks",
            "key",
            "keys",
            "metadata",
            "name",
            "type",
            "ip",
            "address",
            "configuration",
            "request",
            "software",
            "attestation",
            "session",
            "code",
            "token",
            "user",
            "role",
            "service",
            "resource",
            "audience",
            "state",
            "nonce",
            "method");

    private static final List<List<String>> GONE = phrases(
            "not found",
            "not be found",
            "not registered",
            "not known",
            "not exist",
            "doesn't exist",
            "don't exist",
            "not recognized",
            "not recognised",
            "no longer exists",
            "is unknown",
            "is invalid",
            "unregistered",
            "been deleted",
            "was deleted",
            "been revoked",
            "has expired",
            "is expired",
            "not match",
            "mismatch");

    private static final List<List<String>> CLIENT_PHRASES =
            phrases("client authentication failed", "no client for", "no client with", "no client found");

    private static final List<List<String>> OTHER_CAUSES = phrases(
            "missing",
            "required",
            "be provided",
            "be present",
            "be supplied",
            "be specified",
            "be sent",
            "not provided",
            "not present",
            "not supplied",
            "not specified",
            "not sent",
            "not contain",
            "not include",
            "no client id",
            "no client secret",
            "no client credentials",
            "no client authentication",
            "grant",
            "grants",
            "scope",
            "scopes",
            "redirect",
            "pkce",
            "assertion",
            "authentication method",
            "not allowed",
            "not permitted",
            "not authorized",
            "not authorised",
            "not enabled",
            "not supported",
            "unsupported");

    /**
     * All that a server says of a client that it does not have, or of a request that names none: its code tells which.
     */
    private static final Set<List<String>> AMBIGUOUS =
            Set.copyOf(phrases("missing client", "client missing", "client is missing"));

    /** What servers name when they do not take an assertion, by whichever key it was signed. */
    private static final Set<String> OF_ASSERTIONS =
            Set.of("assertion", "assertions", "jwt", "signature", "kid", "jti", "aud", "audience", "exp", "iat", "nbf");

    /** What servers name when they do not take a request, or, in its document, a client. */
    private static final Set<String> OF_REQUESTS = Set.of("scope", "scopes", "grant", "grants", "missing");

    private static final Set<String> DOCUMENTS = Set.of("document", "metadata");

    private final List<String> words;

    private RejectionWords(List<String> words) {
        this.words = words;
    }

    /** Returns what {@code text} is about. The words of a code count as well: {@code bad_client_secret}. */
    static Topic topic(String text) {
        RejectionWords read = new RejectionWords(words(text));
        if (read.aboutClient()) {
            return Topic.CLIENT;
        }
        if (read.isAmbiguous()) {
            return Topic.UNCLEAR;
        }
        return OTHER_CAUSES.stream().anyMatch(read::contains) ? Topic.SOMETHING_ELSE : Topic.UNCLEAR;
    }

    /** Returns whether {@code text} is about the call, so that it says nothing of the client's metadata document. */
    static boolean ofCall(String text) {
        RejectionWords read = new RejectionWords(words(text));
        return read.aboutAssertion()
                || (read.words.stream().anyMatch(OF_REQUESTS::contains)
                        && read.words.stream().noneMatch(DOCUMENTS::contains));
    }

    private boolean isAmbiguous() {
        boolean ended = !words.isEmpty() && words.get(words.size() - 1).equals(SENTENCE_END);
        return AMBIGUOUS.contains(ended ? words.subList(0, words.size() - 1) : words);
    }

    /** The names of methods, private_key_jwt for example, are about the client. */
    private boolean aboutAssertion() {
        for (int at = 0; at < words.size(); at++) {
            boolean method = word(at).equals("jwt") && Set.of("key", "secret").contains(word(at - 1));
            if (OF_ASSERTIONS.contains(word(at)) && !method) {
                return true;
            }
        }
        return false;
    }

    private boolean aboutClient() {
        for (int at = 0; at < words.size(); at++) {
            if (unusableClient(at) || wrongCredentials(at) || clientGone(at)) {
                return true;
            }
        }
        return CLIENT_PHRASES.stream().anyMatch(this::contains);
    }

    /** "unknown client", "invalid OAuth 2.0 client id", "no such client", and "deleted client" as a code. */
    private boolean unusableClient(int at) {
        boolean unusable = UNUSABLE.contains(word(at))
                || (word(at).equals("such") && word(at - 1).equals("no"));
        int subject = at + 1;
        while (OAUTH.contains(word(subject))) {
            subject++;
        }
        return unusable && SUBJECTS.contains(word(subject)) && !OTHER_NOUNS.contains(word(subject + 1));
    }

    /** "bad credentials", "invalid secret". */
    private boolean wrongCredentials(int at) {
        return WRONG.contains(word(at)) && Set.of("credentials", "secret").contains(word(at + 1));
    }

    /** "client … not found", with the id between them, and nothing that makes it a sentence about something else. */
    private boolean clientGone(int at) {
        if (!SUBJECTS.contains(word(at))) {
            return false;
        }
        for (int next = at + 1; next <= at + 1 + FARTHEST; next++) {
            String word = word(next);
            if (word.equals(SENTENCE_END) || OTHER_NOUNS.contains(word)) {
                return false;
            }
            int from = next;
            if (GONE.stream().anyMatch(phrase -> startsAt(from, phrase))) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(List<String> phrase) {
        for (int at = 0; at < words.size(); at++) {
            if (startsAt(at, phrase)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsAt(int at, List<String> phrase) {
        for (int i = 0; i < phrase.size(); i++) {
            if (!word(at + i).equals(phrase.get(i))) {
                return false;
            }
        }
        return true;
    }

    private String word(int at) {
        return at >= 0 && at < words.size() ? words.get(at) : SENTENCE_END;
    }

    private static List<List<String>> phrases(String... phrases) {
        return List.of(phrases).stream()
                .map(phrase -> List.of(phrase.split(" ", -1)))
                .toList();
    }

    /** Splits at everything but letters, digits and apostrophes; the end of a sentence is a word of its own. */
    private static List<String> words(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < lower.length() && words.size() < MOST_WORDS; at++) {
            char c = lower.charAt(at);
            boolean part = Character.isLetterOrDigit(c) || (c == '\'' && !word.isEmpty() && letterAt(lower, at + 1));
            if (part) {
                word.append(c);
                continue;
            }
            end(word, words);
            if (endsSentence(lower, at)) {
                words.add(SENTENCE_END);
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean endsSentence(String text, int at) {
        boolean mark = ".;!?\n".indexOf(text.charAt(at)) >= 0;
        return mark && (at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1)));
    }

    private static boolean letterAt(String text, int at) {
        return at < text.length() && Character.isLetter(text.charAt(at));
    }
}
