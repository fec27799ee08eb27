package io.github.dcr4j.examples.command;

import io.github.dcr4j.DcrException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells an operator why no credentials were given, and what to do about it. */
public final class FailureText {
    private FailureText() {}

    /** Prints the failure: where, what and why, whether waiting helps, and what was left behind. */
    public static void print(PrintStream out, DcrException failure) {
        out.println("failed at step " + failure.step() + ": " + failure.getMessage());
        String said = String.valueOf(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (isNews(cause, said)) {
                out.println("   because: " + cause.getMessage());
                said = String.valueOf(cause.getMessage());
            }
        }
        out.println("   again later: " + (failure.retryable() ? "can help" : "does not help, something must be changed")
                + failure.retryAfter()
                        .map(pause -> "; wait at least " + pause.plusMillis(999).toSeconds() + " s")
                        .orElse(""));
        failure.orphan().ifPresent(orphan -> out.println("   left behind at the server: " + orphan));
    }

    private static boolean isNews(Throwable cause, @Nullable String said) {
        return cause.getMessage() != null && !cause.getMessage().equals(said);
    }
}
