package io.github.dcr4j.examples.command;

import io.github.dcr4j.DcrException;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Tells an operator in one message why a command failed, and what to do about it. */
public final class Failures {
    private Failures() {}

    /**
     * Prints a failure of {@code command}, without a stack, and returns the exit code.
     *
     * @param command the words that name it
     */
    public static int print(PrintStream err, String command, Throwable failure) {
        if (failure instanceof DcrException dcr) {
            err.println(command + ": failed at step " + dcr.step() + ": " + dcr.getMessage());
            explain(err, dcr);
            return dcr.retryable() ? ExitCode.LATER : ExitCode.FAILED;
        }
        if (failure instanceof UsageException) {
            err.println(command + ": " + failure.getMessage());
            err.println("   `" + command + " --help` tells more");
            return ExitCode.USAGE;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            err.println(command + ": interrupted");
            return ExitCode.FAILED;
        }
        if (failure instanceof FailedException
                || failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException) {
            String message = failure.getMessage();
            err.println(command + ": " + (message == null ? failure.getClass().getSimpleName() : message));
            return ExitCode.FAILED;
        }
        // its message may hold anything
        StackTraceElement[] stack = failure.getStackTrace();
        err.println(command + ": a defect of this program, please report it: "
                + failure.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]));
        return ExitCode.DEFECT;
    }

    /** Prints why, whether waiting helps, and what was left behind. */
    private static void explain(PrintStream err, DcrException failure) {
        String said = String.valueOf(failure.getMessage());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (isNews(cause, said)) {
                err.println("   because: " + cause.getMessage());
                said = String.valueOf(cause.getMessage());
            }
        }
        err.println("   again later: " + (failure.retryable() ? "can help" : "does not help, something must be changed")
                + failure.retryAfter()
                        .map(pause -> "; wait at least " + pause.plusMillis(999).toSeconds() + " s")
                        .orElse(""));
        failure.orphan().ifPresent(orphan -> err.println("   left behind at the server: " + orphan));
    }

    private static boolean isNews(Throwable cause, @Nullable String said) {
        return cause.getMessage() != null && !cause.getMessage().equals(said);
    }
}
