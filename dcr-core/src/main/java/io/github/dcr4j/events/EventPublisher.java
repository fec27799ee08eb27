package io.github.dcr4j.events;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.OrphanCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Publishes what happens in a resolver: calls its listener, and logs one line per outcome. What is registered, renewed
 * and deleted is logged at INFO, what an operator has to know at WARN, with server, client and reason in the message;
 * what is thrown is not logged above DEBUG. Thread-safe.
 */
public final class EventPublisher {
    private static final int MOST_INSECURE = 1_000;
    private static final long OLD_MILLIS = TimeUnit.DAYS.toMillis(90);

    private final @Nullable DcrEventListener listener;
    private final Logger log;
    private final LongAdder orphans = new LongAdder();
    private final LongAdder suspectedOrphans = new LongAdder();
    private final LoggedOnce oldLogged;
    private final LoggedOnce withoutStoreLogged;
    private final LoggedOnce expiringLogged;
    private final LoggedOnce deviationsLogged;
    private final LoggedOnce notConfirmedLogged;
    private final Set<String> insecureLogged = ConcurrentHashMap.newKeySet();
    private final LoggedOnce movedLogged;
    private final LogRate listenerFailures;
    private final LogRate found;
    private final FailureLog failures;

    public EventPublisher(@Nullable DcrEventListener listener, DcrClock clock) {
        this(listener, LoggerFactory.getLogger("io.github.dcr4j.resolver.DcrResolver"), clock);
    }

    /** Returns the publisher of a store. */
    public static EventPublisher ofStore(@Nullable DcrEventListener listener, DcrClock clock) {
        return new EventPublisher(listener, LoggerFactory.getLogger("io.github.dcr4j.store.DcrCredentialStore"), clock);
    }

    public EventPublisher(@Nullable DcrEventListener listener, Logger log, DcrClock clock) {
        this.listener = listener;
        this.log = log;
        oldLogged = new LoggedOnce(clock);
        withoutStoreLogged = new LoggedOnce(clock);
        expiringLogged = new LoggedOnce(clock);
        deviationsLogged = new LoggedOnce(clock);
        notConfirmedLogged = new LoggedOnce(clock);
        movedLogged = new LoggedOnce(clock);
        listenerFailures = new LogRate(clock);
        found = new LogRate(clock);
        failures = new FailureLog(log, clock);
    }

    /** Publishes a hit; allocates nothing without a listener while DEBUG is off. */
    public void hit(DcrCredentials used, long nowMillis) {
        long age = nowMillis - used.createdAtMillis();
        if (log.isDebugEnabled()) {
            credentials(log.atDebug(), used)
                    .addKeyValue("ageDays", TimeUnit.MILLISECONDS.toDays(age))
                    .log("using stored " + client(used));
        }
        if (age > OLD_MILLIS && oldLogged.add(used.generation())) {
            credentials(log.atWarn(), used)
                    .addKeyValue("ageDays", TimeUnit.MILLISECONDS.toDays(age))
                    .log(client(used)
                            + " is older than 90 days; replace(request) registers another one, and this one is"
                            + " used until that is done");
        }
        if (listener != null) {
            emit(listener, new DcrEvent.Hit(used.key(), used.generation(), Duration.ofMillis(age)));
        }
    }

    /** Warns, once a day, of a client that is not replaced before its secret expires. */
    public void willExpire(DcrCredentials sticky) {
        if (expiringLogged.add(sticky.generation())) {
            credentials(log.atWarn(), sticky)
                    .addKeyValue("expiresAt", sticky.clientSecretExpiresAt().orElse(null))
                    .log("the secret of " + client(sticky) + " expires at "
                            + sticky.clientSecretExpiresAt().orElse(null)
                            + ", and the client is not replaced by itself (MANUAL): register another, or have it renewed at"
                            + " the server");
        }
    }

    /** Warns, once, that {@code http} is open to this host and port, by the option of that name. */
    public void insecure(String authority, Supplier<String> option) {
        if (!insecureLogged.contains(authority)
                && insecureLogged.size() < MOST_INSECURE
                && insecureLogged.add(authority)) {
            log.atWarn()
                    .addKeyValue("authority", authority)
                    .log("http is open to " + ForeignText.of(authority)
                            + " (" + option.get()
                            + "): anything on the way can read and change what is sent there, secrets and tokens"
                            + " among it; this is for development alone");
        }
    }

    public void publishAll(List<DcrEvent> events) {
        List<DcrEvent.DeviationTolerated> deviations = new ArrayList<>();
        for (DcrEvent event : events) {
            publish(event);
            if (event instanceof DcrEvent.DeviationTolerated deviation) {
                deviations.add(deviation);
            }
        }
        if (!deviations.isEmpty()) {
            warnOfDeviations(deviations.get(0).key(), deviations);
        }
    }

    /** One warning a key, and another when what its server does has changed. */
    private void warnOfDeviations(DcrKey key, List<DcrEvent.DeviationTolerated> deviations) {
        String all = deviations.stream()
                .map(deviation -> deviation.code() + " in " + deviation.field() + " (" + deviation.shape() + ")")
                .collect(Collectors.joining(", "));
        if (deviationsLogged.add(key.fingerprint() + " " + all.hashCode())) {
            log.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("deviations", all)
                    .log(EventLine.server(key) + " deviates from the standards; tolerated: " + all);
        }
    }

    public void publish(DcrEvent event) {
        if (event instanceof DcrEvent.Orphaned) {
            orphans.increment();
        } else if (event instanceof DcrEvent.OrphanSuspected) {
            suspectedOrphans.increment();
        }
        log(event);
        if (listener != null) {
            emit(listener, event);
        }
    }

    /** Returns how many orphans were published. */
    public OrphanCount orphans() {
        return new OrphanCount(orphans.sum(), suspectedOrphans.sum());
    }

    /**
     * Publishes what a store found: lost, or set aside because it cannot be used. A store that is being damaged again
     * and again does not fill the log.
     *
     * @param place what the store is called
     * @param event {@link DcrEvent.RecordLost} or {@link DcrEvent.RowSetAside}
     * @param row which of the store's entries it is about
     * @param why what was found
     */
    public void found(String place, DcrEvent event, String row, String why) {
        log.atLevel(found.allows() ? Level.WARN : Level.DEBUG)
                .addKeyValue("key", event.key())
                .addKeyValue("row", ForeignText.line(row))
                .addKeyValue("why", ForeignText.line(why))
                .log("in " + place + ", of the key for " + EventLine.server(event.key()) + ": "
                        + ForeignText.line(why));
        if (listener != null) {
            emit(listener, event);
        }
    }

    public void evicted(long clients) {
        log.atWarn()
                .addKeyValue("clients", clients)
                .log("the store dropped " + clients + " usable clients for want of room; another is registered whenever"
                        + " one of their keys is needed: give the memory store room for all keys (maximumSize of its"
                        + " builder)");
    }

    /** Returns the log of what fails behind the callers and is no event. */
    public FailureLog failures() {
        return failures;
    }

    private void log(DcrEvent event) {
        boolean course = event instanceof DcrEvent.Registered;
        if (!(course ? log.isInfoEnabled() : log.isWarnEnabled())) {
            return; // no log takes the line
        }
        EventLine line = EventLine.of(event);
        if (line == null || isKnown(event)) {
            if (log.isDebugEnabled()) {
                key(log.atDebug(), event)
                        .addKeyValue("event", event)
                        .log("client credentials for " + EventLine.server(event.key()) + ": "
                                + event.getClass().getSimpleName());
            }
            return;
        }
        LoggingEventBuilder builder = key(line.warning() ? log.atWarn() : log.atInfo(), event);
        for (Map.Entry<String, Object> pair : line.pairs().entrySet()) {
            builder = builder.addKeyValue(pair.getKey(), pair.getValue());
        }
        builder.log(line.message());
    }

    /** Returns whether it is about a state that was logged today. */
    private boolean isKnown(DcrEvent event) {
        if (event instanceof DcrEvent.RejectionNotConfirmed kept) {
            return !notConfirmedLogged.add(kept.generation() + " " + kept.alive());
        }
        if (event instanceof DcrEvent.Verified checked) {
            return !notConfirmedLogged.add(checked.generation() + " " + checked.outcome());
        }
        if (event instanceof DcrEvent.EndpointMoved moved) {
            return !movedLogged.add(moved.endpoint() + " " + EventLine.server(moved.key()) + " " + moved.to());
        }
        return event instanceof DcrEvent.ServedWithoutStore served && !withoutStoreLogged.add(served.generation());
    }

    private static String client(DcrCredentials credentials) {
        return "client " + ForeignText.of(credentials.clientId()) + " at " + EventLine.server(credentials.key());
    }

    private static LoggingEventBuilder credentials(LoggingEventBuilder line, DcrCredentials credentials) {
        return line.addKeyValue("key", credentials.key())
                .addKeyValue("server", EventLine.server(credentials.key()))
                .addKeyValue("clientId", ForeignText.of(credentials.clientId()).toString())
                .addKeyValue("generation", credentials.generation());
    }

    private static LoggingEventBuilder key(LoggingEventBuilder line, DcrEvent event) {
        return line.addKeyValue("key", event.key()).addKeyValue("server", EventLine.server(event.key()));
    }

    private void emit(DcrEventListener listener, DcrEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | Error e) {
            log.atLevel(listenerFailures.allows() ? Level.WARN : Level.DEBUG)
                    .setCause(ForeignException.printable(e))
                    .addKeyValue("key", event.key())
                    .log("the event listener failed on " + event.getClass().getSimpleName() + " of "
                            + EventLine.server(event.key()) + ", and the event is lost to it: "
                            + e.getClass().getName());
        }
    }
}
