package io.github.dcr4j.examples.command;

/** What a command returns to its caller. */
public final class ExitCode {
    /** It did what it was asked for. */
    public static final int DONE = 0;
    /** It did not, or not all of it; why stands in the errors. */
    public static final int FAILED = 1;
    /** The command line cannot be used; nothing was begun. */
    public static final int USAGE = 2;
    /** It did not, because of something that may pass: the same command can succeed later. */
    public static final int LATER = 3;
    /** It did not, because of a defect of the program (EX_SOFTWARE of sysexits). */
    public static final int DEFECT = 70;

    private ExitCode() {}
}
