package io.github.dcr4j.logs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger that keeps what is logged. Thread-safe. */
public final class RecordingLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    public final transient List<String> lines = new CopyOnWriteArrayList<>();
    /** The messages alone, as a layout prints them that prints nothing else. */
    public final transient List<String> messages = new CopyOnWriteArrayList<>();

    private final Level lowest;

    /** Creates one that takes {@code lowest} and what is above it. */
    public RecordingLogger(Level lowest) {
        this.lowest = lowest;
    }

    @Override
    public void log(LoggingEvent event) {
        String message = MessageFormatter.basicArrayFormat(event.getMessage(), event.getArgumentArray());
        messages.add(message);
        StringBuilder line = new StringBuilder(event.getLevel() + " " + message);
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs()
                    .forEach(pair ->
                            line.append(' ').append(pair.key).append('=').append(pair.value));
        }
        if (event.getThrowable() != null) {
            line.append(" thrown=").append(event.getThrowable());
        }
        lines.add(line.toString());
    }

    private boolean enabled(Level level) {
        return level.toInt() >= lowest.toInt();
    }

    @Override
    public boolean isTraceEnabled() {
        return enabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return enabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return enabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return enabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return enabled(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        lines.add(level + " " + message);
    }
}
