package io.github.dcr4j.register;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.ExpectedIssuer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The metadata documents that were read lately: ten minutes each, and about 16 MiB of memory together. A server decides how
 * long its document is, so it is their weight that counts and not their number; what was used longest ago goes first.
 * Thread-safe.
 */
final class KeptDocuments {
    static final Duration LONGEST = Duration.ofMinutes(10);
    static final long MOST_BYTES = 16L * 1024 * 1024;

    private final DcrClock clock;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Document, Kept> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** Which document: where it is looked for, and whose it has to be. */
    record Document(EndpointUrl url, ExpectedIssuer issuer) {}

    private record Kept(Discovery discovery, long bytes, Deadline until) {}

    KeptDocuments(DcrClock clock) {
        this(clock, MOST_BYTES);
    }

    KeptDocuments(DcrClock clock, long mostBytes) {
        this.clock = clock;
        this.mostBytes = mostBytes;
    }

    /** Returns the document, or {@code null} if it is not kept or was read ten minutes ago. */
    @Nullable
    Discovery find(Document document) {
        lock.lock();
        try {
            Kept kept = byUse.get(document);
            if (kept == null) {
                return null;
            }
            if (kept.until().passed()) {
                remove(document);
                return null;
            }
            return kept.discovery();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the document that {@code discovery} uses; what alone is more than there is room for is not kept. */
    void put(Document document, Discovery discovery) {
        Discovery used = discovery.withoutTheRest();
        Kept kept = new Kept(used, used.weight(), Deadline.after(clock, LONGEST));
        lock.lock();
        try {
            remove(document);
            if (kept.bytes() > mostBytes) {
                return;
            }
            byUse.put(document, kept);
            bytes += kept.bytes();
            for (Iterator<Kept> eldest = byUse.values().iterator(); bytes > mostBytes; eldest.remove()) {
                bytes -= eldest.next().bytes();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keeps {@code document} no longer if what was read last is {@code outdated}. */
    void forget(Document document, Predicate<Discovery> outdated) {
        lock.lock();
        try {
            Kept kept = byUse.get(document);
            if (kept != null && outdated.test(kept.discovery())) {
                remove(document);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(Document document) {
        Kept removed = byUse.remove(document);
        bytes -= removed == null ? 0 : removed.bytes();
    }

    /** Returns how many bytes of memory the documents take, by estimate. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many documents are kept. */
    int size() {
        lock.lock();
        try {
            return byUse.size();
        } finally {
            lock.unlock();
        }
    }
}
