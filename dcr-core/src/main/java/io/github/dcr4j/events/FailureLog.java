package io.github.dcr4j.events;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignException;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs what fails behind the callers, is tried again by itself, and is no event: no caller sees it. At WARN what an
 * operator has to know, once a day where it goes on. Thread-safe.
 */
public final class FailureLog {
    private final Logger log;
    private final LoggedOnce logged;

    FailureLog(Logger log, DcrClock clock) {
        this.log = log;
        logged = new LoggedOnce(clock);
    }

    public void storeNotRead(DcrKey key, DcrStoreException failure) {
        // without its cause, which a store of the program's own may have made, and which may quote anything
        log.atDebug()
                .addKeyValue("key", key)
                .addKeyValue("server", EventLine.server(key))
                .addKeyValue("why", failure.getMessage())
                .log("the store was not read for " + EventLine.server(key) + ": " + failure.getMessage());
    }

    /** A probe is the caller's own: of what it threw, only the type is logged. */
    public void probeFailed(DcrKey key, RuntimeException failure) {
        boolean news = logged.add(key.fingerprint() + " " + failure.getClass().getName());
        log.atLevel(news ? Level.WARN : Level.DEBUG)
                .addKeyValue("key", key)
                .addKeyValue("server", EventLine.server(key))
                .addKeyValue("failure", failure.getClass().getName())
                .log("the probe that confirms rejections by " + EventLine.server(key) + " failed: "
                        + failure.getClass().getName());
    }

    /**
     * A periodic check that could not be made, or found a client gone that was not replaced; it is tried again later.
     */
    public void checkFailed(DcrKey key, RuntimeException failure) {
        String why = failure instanceof DcrException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getName();
        boolean news = logged.add(key.fingerprint() + " check " + why.hashCode());
        log.atLevel(news ? Level.WARN : Level.DEBUG)
                .addKeyValue("key", key)
                .addKeyValue("server", EventLine.server(key))
                .addKeyValue("why", why)
                .log("the client at " + EventLine.server(key)
                        + " was not checked, or is gone and was not replaced; it is" + " checked again later: " + why);
    }

    /** A failure that an attempt has is an event; here there was no attempt: no thread for it, say. */
    public void refreshNotStarted(DcrKey key, Throwable failure) {
        log.atWarn()
                .addKeyValue("key", key)
                .addKeyValue("server", EventLine.server(key))
                .addKeyValue("failure", failure.getClass().getName())
                .log("the replacement of credentials for " + EventLine.server(key)
                        + " that are due could not be started, and is tried again later: "
                        + failure.getClass().getName());
    }

    public void endpointsNotRead(DcrKey key, RuntimeException failure) {
        debug(
                key,
                failure,
                "the metadata of " + EventLine.server(key)
                        + " could not be read again; its clients keep their endpoints, and it is read tomorrow");
    }

    public void supersededNotDeleted(DcrKey key, RuntimeException failure) {
        debug(
                key,
                failure,
                "clients at " + EventLine.server(key)
                        + " that are out of use were not deleted; the next registration does it");
    }

    public void leaseNotReleased(DcrKey key, RuntimeException failure) {
        debug(key, failure, "the lease was not released, and runs out by itself: " + EventLine.server(key));
    }

    private void debug(DcrKey key, RuntimeException failure, String line) {
        log.atDebug()
                .addKeyValue("key", key)
                .addKeyValue("server", EventLine.server(key))
                .setCause(ForeignException.printable(failure))
                .log(line);
    }
}
