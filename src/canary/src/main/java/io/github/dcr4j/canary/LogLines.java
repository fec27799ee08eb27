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
