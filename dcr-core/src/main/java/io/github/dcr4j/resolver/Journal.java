package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignException;
import io.github.dcr4j.ForeignText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The voice of a resolver: tells its listener, and logs one line per outcome. What is thrown is not logged above DEBUG.
 * Thread-safe.
 */
final class Journal {
    private static final long OLD_MILLIS = TimeUnit.DAYS.toMillis(90);

    private final @Nullable DcrEventListener listener;
    private final Logger log;
    private final LongAdder orphans = new LongAdder();
    private final LongAdder suspectedOrphans = new LongAdder();
    private final ToldOnce toldOld;
    private final ToldOnce toldWithoutStore;
    private final ToldOnce toldExpiring;
    private final ToldOnce toldDeviations;
    private final ToldOnce toldNotConfirmed;
    private final LogRate listenerFailures;

    Journal(@Nullable DcrEventListener listener, DcrClock clock) {
        this(listener, LoggerFactory.getLogger("io.github.dcr4j.resolver.DcrResolver"), clock);
    }

    Journal(@Nullable DcrEventListener listener, Logger log, DcrClock clock) {
        this.listener = listener;
        this.log = log;
        toldOld = new ToldOnce(clock);
        toldWithoutStore = new ToldOnce(clock);
        toldExpiring = new ToldOnce(clock);
        toldDeviations = new ToldOnce(clock);
        toldNotConfirmed = new ToldOnce(clock);
        listenerFailures = new LogRate(clock);
    }

    /** Tells of a hit; allocates nothing when nobody listens and DEBUG is off. */
    void hit(DcrCredentials used, long nowMillis) {
        long age = nowMillis - used.createdAt().toEpochMilli();
        if (log.isDebugEnabled()) {
            credentials(log.atDebug(), used)
                    .addKeyValue("ageDays", TimeUnit.MILLISECONDS.toDays(age))
                    .log("using stored client credentials");
        }
        if (age > OLD_MILLIS && toldOld.add(used.generation())) {
            credentials(log.atWarn(), used)
                    .addKeyValue("ageDays", TimeUnit.MILLISECONDS.toDays(age))
                    .log("client credentials are older than 90 days; operations().deregister ends them, and another"
                            + " client is registered at the next use");
        }
        if (listener != null) {
            emit(listener, new DcrEvent.Hit(used.key(), used.generation(), Duration.ofMillis(age)));
        }
    }

    /** Warns, once a day, of a client that nobody replaces before its secret expires. */
    void willExpire(DcrCredentials sticky) {
        if (toldExpiring.add(sticky.generation())) {
            credentials(log.atWarn(), sticky)
                    .addKeyValue("expiresAt", sticky.clientSecretExpiresAt().orElse(null))
                    .log("the client secret expires soon, and the client is not replaced by itself (STICKY): register"
                            + " another, or have it renewed at the server");
        }
    }

    void tellAll(List<DcrEvent> events) {
        events.forEach(this::tell);
        List<DcrEvent.DeviationTolerated> deviations = events.stream()
                .filter(DcrEvent.DeviationTolerated.class::isInstance)
                .map(DcrEvent.DeviationTolerated.class::cast)
                .toList();
        if (!deviations.isEmpty()) {
            warnOfDeviations(deviations.get(0).key(), deviations);
        }
    }

    /** One warning a key, and another when what its server does has changed. */
    private void warnOfDeviations(DcrKey key, List<DcrEvent.DeviationTolerated> deviations) {
        String all = deviations.stream()
                .map(deviation -> deviation.code() + " in " + deviation.field() + " (" + deviation.shape() + ")")
                .collect(Collectors.joining(", "));
        if (toldDeviations.add(key.fingerprint() + " " + all.hashCode())) {
            log.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("deviations", all)
                    .log("the server bends the standards; tolerated");
        }
    }

    void tell(DcrEvent event) {
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

    /** Returns how many orphans were told of. */
    OrphanCount orphans() {
        return new OrphanCount(orphans.sum(), suspectedOrphans.sum());
    }

    void evicted(long clients) {
        log.atWarn()
                .addKeyValue("clients", clients)
                .log("the store dropped " + clients + " usable clients for want of room; another is registered whenever"
                        + " one of their keys is needed: give the memory store room for all keys (maximumSize of its"
                        + " builder)");
    }

    void storeNotRead(DcrKey key, DcrStoreException failure) {
        // without its cause, which a store of somebody else's may have made, and which may quote anything
        log.atDebug()
                .addKeyValue("key", key)
                .addKeyValue("why", failure.getMessage())
                .log("the store was not read");
    }

    /** A probe is the caller's own: of what it threw, only the type is told. */
    void probeFailed(DcrKey key, RuntimeException failure) {
        boolean news = toldNotConfirmed.add(
                key.fingerprint() + " " + failure.getClass().getName());
        log.atLevel(news ? Level.WARN : Level.DEBUG)
                .addKeyValue("key", key)
                .addKeyValue("failure", failure.getClass().getName())
                .log("the probe that confirms rejections failed");
    }

    /** A failure that an attempt has is an event; here there was no attempt: no thread for it, say. */
    void refreshNotStarted(DcrKey key, Throwable failure) {
        log.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("failure", failure.getClass().getName())
                .log("the replacement of credentials that are due could not be started; it is tried again later");
    }

    void supersededNotDeleted(DcrKey key, RuntimeException failure) {
        log.atDebug()
                .addKeyValue("key", key)
                .setCause(ForeignException.printable(failure))
                .log("clients that are out of use were not deleted; whoever registers next does");
    }

    void leaseNotReleased(DcrKey key, RuntimeException failure) {
        log.atDebug()
                .addKeyValue("key", key)
                .setCause(ForeignException.printable(failure))
                .log("the lease was not released; it runs out by itself");
    }

    private void log(DcrEvent event) {
        if (event instanceof DcrEvent.Registered registered) {
            key(log.atDebug(), event)
                    .addKeyValue("clientId", registered.clientId().toString())
                    .addKeyValue("generation", registered.generation())
                    .addKeyValue("tookMillis", registered.took().toMillis())
                    .log("registered a client");
        } else if (event instanceof DcrEvent.Renewed renewed) {
            key(log.atDebug(), event)
                    .addKeyValue("clientId", renewed.clientId().toString())
                    .addKeyValue("generation", renewed.generation())
                    .addKeyValue("tookMillis", renewed.took().toMillis())
                    .log("renewed a client");
        } else if (event instanceof DcrEvent.NotRenewed not) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", not.clientId().toString())
                    .addKeyValue("why", not.why())
                    .log("a client could not be renewed; another one is registered in its place");
        } else if (event instanceof DcrEvent.Orphaned orphaned) {
            DcrOrphan orphan = orphaned.orphan();
            key(log.atWarn(), event)
                    .addKeyValue("orphan", orphan)
                    .addKeyValue("why", orphaned.why())
                    .log("a registered client could be neither kept nor given back; delete it at the server");
        } else if (event instanceof DcrEvent.ManagementLost lost) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", lost.clientId().toString())
                    .log(
                            "the server replaced the registration access token of a client that stays in use, and the new one"
                                    + " could not be saved: nobody can manage it any more; delete it at the server once it is"
                                    + " replaced");
        } else if (event instanceof DcrEvent.OrphanSuspected suspected) {
            key(log.atWarn(), event)
                    .addKeyValue("startedAt", suspected.startedAt())
                    .log(
                            "a registration was begun and its outcome is unknown: the server may hold a client nobody keeps");
        } else if (event instanceof DcrEvent.Unpublished unpublished) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", unpublished.clientId().toString())
                    .log(
                            "a registered client could not be saved; it is held in memory and saved when the store is back");
        } else if (event instanceof DcrEvent.Invalidated invalidated) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", invalidated.clientId().toString())
                    .addKeyValue("generation", invalidated.generation())
                    .addKeyValue("since", invalidated.since())
                    .addKeyValue("why", invalidated.why())
                    .log("the server rejects this client; it is not used any more, and another is registered");
        } else if (event instanceof DcrEvent.RejectionNotConfirmed kept
                && toldNotConfirmed.add(kept.generation() + " " + kept.alive())) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", kept.clientId().toString())
                    .addKeyValue("generation", kept.generation())
                    .addKeyValue("why", kept.why())
                    .log(
                            kept.alive()
                                    ? "this client was rejected, but the server says that it knows it: it is kept; check how"
                                            + " it authenticates"
                                    : "this client was rejected, and the server could not be asked whether it knows it: it"
                                            + " is kept for now");
        } else if (event instanceof DcrEvent.RefreshFailed failed) {
            key(log.atWarn(), event)
                    .addKeyValue("clientId", failed.clientId().toString())
                    .addKeyValue("generation", failed.generation())
                    .addKeyValue("expiresAt", failed.clientSecretExpiresAt())
                    .addKeyValue("why", failed.failure().getMessage())
                    .log("a client whose secret expires soon could not be replaced yet; it is used until then");
        } else if (event instanceof DcrEvent.ClockDiffers differs) {
            key(log.atWarn(), event)
                    .addKeyValue("serverAheadSeconds", differs.serverAhead().toSeconds())
                    .log("the clocks of the server and of this machine differ; secrets are judged by the server's where"
                            + " its answers show it: check the time on both");
        } else if (event instanceof DcrEvent.ServedWithoutStore served && toldWithoutStore.add(served.generation())) {
            key(log.atWarn(), event).log("serving client credentials from memory: the store cannot be used");
        } else if (log.isDebugEnabled()) {
            key(log.atDebug(), event).addKeyValue("event", event).log("client credentials");
        }
    }

    private static LoggingEventBuilder credentials(LoggingEventBuilder line, DcrCredentials credentials) {
        return line.addKeyValue("key", credentials.key())
                .addKeyValue("clientId", ForeignText.of(credentials.clientId()).toString())
                .addKeyValue("generation", credentials.generation());
    }

    private static LoggingEventBuilder key(LoggingEventBuilder line, DcrEvent event) {
        return line.addKeyValue("key", event.key());
    }

    private void emit(DcrEventListener listener, DcrEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | Error e) {
            log.atLevel(listenerFailures.allows() ? Level.WARN : Level.DEBUG)
                    .setCause(ForeignException.printable(e))
                    .log("the event listener failed; the event is lost to it");
        }
    }
}
