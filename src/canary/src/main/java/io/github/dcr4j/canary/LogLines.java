package io.github.dcr4j.canary;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.LoggingEvent;

/** Turns what a logger is given into texts. */
public final class LogLines {
    /** Held, because the JDK forgets a logger that is not held, and its level with it. */
    private static final Logger[] TALKATIVE = {Logger.getLogger("okhttp3"), Logger.getLogger("mockwebserver3")};

    /** ArchUnit tells of every class that it reads, and knows nothing else. */
    private static final String WITHOUT_SECRETS = "com.tngtech.archunit.";

    private LogLines() {}

    /** Whether everything that a logger is given is looked at, or only what would be printed anyway. */
    public static boolean isLookedAt(String logger) {
        return !logger.startsWith(WITHOUT_SECRETS);
    }

    /** Whether it is a logger of the library. */
    public static boolean isOwn(String logger) {
        return logger.startsWith(Library.ROOT);
    }

    /** A line of SLF4J's classic kind as Logback takes it: level, message, arguments and failure after two others. */
    public static void logbackCall(String logger, @Nullable Object[] all) {
        if (isOwn(logger)) {
            Throwable failure = all[all.length - 1] instanceof Throwable thrown ? thrown : null;
            String said = Arrays.deepToString(Arrays.copyOfRange(all, 3, all.length));
            Canary.logged(logger, String.valueOf(all[2]), said, failure);
        }
    }

    /** Returns a level of SLF4J's as Logback counts them. */
    public static int logbackLevel(org.slf4j.event.Level level) {
        return Math.max(level.toInt(), 5) * 1_000;
    }

    /** What is printed: level and message. */
    public static void printed(String logger, Object event) {
        Canary.logged(logger, "printed", String.valueOf(event), null);
    }

    /** A line of SLF4J's classic kind. */
    public static void call(
            String logger,
            Object level,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        Canary.logged(logger, level, message + " " + Arrays.toString(arguments), failure);
    }

    /** A line of SLF4J's fluent kind. */
    public static void event(String logger, LoggingEvent event) {
        Object arguments = event.getArguments() == null ? "" : event.getArguments();
        Object keyValues = event.getKeyValuePairs() == null ? "" : event.getKeyValuePairs();
        Object markers = event.getMarkers() == null ? "" : event.getMarkers();
        Canary.logged(
                logger,
                event.getLevel(),
                event.getMessage() + " " + arguments + " " + keyValues + " " + markers,
                event.getThrowable());
    }

    /**
     * Listens to the JDK's own loggers; those of OkHttp say all they can. Their usual handler prints no more for it.
     */
    static void listenToJdkLoggers() {
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord line) {
                Object[] parameters = line.getParameters();
                String said = parameters == null || parameters.length == 0
                        ? line.getMessage()
                        : MessageFormat.format(line.getMessage(), parameters);
                Canary.logged(String.valueOf(line.getLoggerName()), line.getLevel(), said, line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        ear.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(ear);
        for (Logger logger : TALKATIVE) {
            logger.setLevel(Level.ALL);
        }
    }
}
