package io.github.dcr4j.examples.command;

/** What a command returns to its caller. */
public final class ExitCode {
    /** It did what it was asked for. */
    public static final int DONE = 0;
    /** It did not, or not all of it; why stands in the errors. */
    public static final int FAILED = 1;
    /** The command line cannot be used; nothing was begun. */
    public static final int USAGE = 2;

    private ExitCode() {}

    /** Returns the code of a failure. */
    public static int of(Exception failure) {
        return failure instanceof UsageException ? USAGE : FAILED;
    }
}
