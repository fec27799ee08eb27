package io.github.dcr4j.store.redis.connection;

import io.github.dcr4j.Secret;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a server or its client says fit to be printed: one line, not long, without what a server quotes of the
 * command that it refuses, which may be the password, and without the passwords of the address. Thread-safe.
 */
public final class PrintableText {
    public static final PrintableText WITHOUT_SECRETS = new PrintableText(List.of());

    private static final int LONGEST_READ = 4_096;
    private static final int LONGEST_MESSAGE = 300;
    private static final int DEEPEST = 16;
    private static final String HIDDEN = "…";

    /** Behind these words a server repeats the arguments of a command that it does not know. */
    private static final String ARGUMENTS = "with args beginning with";

    /** What a server may quote: the commands that are used here, and settings. All else may be an argument. */
    private static final Set<String> QUOTED = Set.of(
            "eval",
            "evalsha",
            "get",
            "set",
            "del",
            "rename",
            "type",
            "pttl",
            "pexpire",
            "persist",
            "hget",
            "hmget",
            "hgetall",
            "hset",
            "hdel",
            "time",
            "scan",
            "info",
            "ping",
            "hello",
            "auth",
            "select",
            "role",
            "asking",
            "cluster",
            "cluster|slots",
            "client",
            "client|setinfo",
            "sentinel",
            "no",
            "maxmemory");

    private final List<String> secrets;

    /** Hides these secrets, the longest first: one may be a part of another. */
    public PrintableText(Collection<Secret> secrets) {
        this.secrets = secrets.stream()
                .map(Secret::reveal)
                .filter(secret -> !secret.isEmpty())
                .sorted((a, b) -> b.length() - a.length())
                .toList();
    }

    /** Returns what may be printed of {@code text}. */
    public String of(String text) {
        String clean = unquoted(start(text, LONGEST_READ));
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return start(clean.strip(), LONGEST_MESSAGE);
    }

    private static String start(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + HIDDEN;
    }

    /** Drops quoted words that are none of ours, all that follows a list of arguments, and control characters. */
    private static String unquoted(String text) {
        int arguments = text.indexOf(ARGUMENTS);
        String kept = arguments < 0 ? text : text.substring(0, arguments) + ARGUMENTS + " " + HIDDEN;
        StringBuilder clean = new StringBuilder();
        for (int at = 0; at < kept.length(); at++) {
            char c = kept.charAt(at);
            if (!opensQuotation(kept, at)) {
                clean.append(Character.isISOControl(c) ? ' ' : c);
                continue;
            }
            int end = kept.indexOf(c == '‘' ? '’' : c, at + 1);
            String quoted = kept.substring(at + 1, end < 0 ? kept.length() : end);
            clean.append(c).append(QUOTED.contains(lower(quoted)) ? quoted : HIDDEN);
            at = end < 0 ? kept.length() : end;
            clean.append(end < 0 ? "" : kept.charAt(end));
        }
        return clean.toString().replaceAll(" {2,}", " ");
    }

    private static String lower(String text) {
        return text.toLowerCase(java.util.Locale.ROOT);
    }

    /** A quotation mark behind a letter is an apostrophe. */
    private static boolean opensQuotation(String text, int at) {
        return "'`\"‘".indexOf(text.charAt(at)) >= 0 && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
    }

    /** Returns {@code e} if all that it and what is behind it print may be printed, otherwise a copy that may. */
    public Throwable of(Throwable e) {
        return mayBePrinted(e, 0) ? e : copy(e, 0);
    }

    private boolean mayBePrinted(Throwable e, int depth) {
        String message = e.getMessage();
        if (depth > DEEPEST || (message != null && !hidesNothing(message))) {
            return false;
        }
        for (Throwable suppressed : e.getSuppressed()) {
            if (!mayBePrinted(suppressed, depth + 1)) {
                return false;
            }
        }
        return e.getCause() == null || mayBePrinted(e.getCause(), depth + 1);
    }

    private boolean hidesNothing(String message) {
        return of(message).equals(message);
    }

    private Throwable copy(Throwable e, int depth) {
        Throwable cause = e.getCause() == null || depth > DEEPEST ? null : copy(e.getCause(), depth + 1);
        Copied copied = new Copied(nameAnd(e.getMessage(), e), cause);
        copied.setStackTrace(e.getStackTrace());
        for (Throwable suppressed : depth > DEEPEST ? new Throwable[0] : e.getSuppressed()) {
            copied.addSuppressed(copy(suppressed, depth + 1));
        }
        return copied;
    }

    private String nameAnd(@Nullable String message, Throwable e) {
        String name = e.getClass().getSimpleName();
        return message == null ? name : name + ": " + of(message);
    }

    /** What another exception said, as far as it may be printed, and where it came from. */
    static final class Copied extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Copied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
