package io.github.dcr4j.keep;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.flight.BackgroundWork;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Evicted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports the clients that the store dropped for want of room, and deletes them at the server (RFC 7592, section 2.3) a
 * quarter of an hour later, so that what began with one can end with it. What cannot be deleted, or waits no longer
 * because too many do or the resolver closes, is reported as an orphan. Bounded and thread-safe.
 */
public final class EvictedClients {
    static final Duration GRACE = Duration.ofMinutes(15);

    // as many keys as the memory store has room for by default
    private static final int MOST = 10_000;
    private static final long BETWEEN_WARNINGS = Duration.ofHours(1).toNanos();

    private final DcrCredentialStore store;
    private final ClientDeleter deleter;
    private final BackgroundWork background;
    private final EventPublisher publisher;
    private final DcrClock clock;
    private final int most;
    /** Where requests for a key may go, by the key; the least recently registered are forgotten first. */
    private final Map<DcrKey, Egress> egresses = new LinkedHashMap<>();

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean closed;
    private long unwarned;
    private @Nullable Long warnedAt;

    private record Waiting(Evicted client, Egress egress, long due) {}

    public EvictedClients(
            DcrCredentialStore store,
            ClientDeleter deleter,
            BackgroundWork background,
            EventPublisher publisher,
            DcrClock clock) {
        this(store, deleter, background, publisher, clock, MOST);
    }

    public EvictedClients(
            DcrCredentialStore store,
            ClientDeleter deleter,
            BackgroundWork background,
            EventPublisher publisher,
            DcrClock clock,
            int most) {
        this.store = store;
        this.deleter = deleter;
        this.background = background;
        this.publisher = publisher;
        this.clock = clock;
        this.most = most;
    }

    /**
     * Takes over what saving a client of {@code key} has displaced; requests for that key may go where {@code egress}
     * says.
     */
    public void afterSave(DcrKey key, Egress egress) {
        synchronized (egresses) {
            egresses.remove(key);
            egresses.put(key, egress);
            if (egresses.size() > most) {
                egresses.remove(egresses.keySet().iterator().next());
            }
        }
        take();
    }

    private void take() {
        List<Evicted> evicted = fromStore();
        if (evicted.isEmpty()) {
            return;
        }
        long warned = toWarnOf(evicted.size());
        if (warned > 0) {
            publisher.evicted(warned);
        }
        for (Evicted client : evicted) {
            publisher.publish(
                    new DcrEvent.Evicted(client.key(), ForeignText.of(client.clientId()), client.generation()));
            String why = whyNotDeletedLater(client);
            if (why != null) {
                orphaned(client, why);
            }
        }
    }

    /** A store that fails here is asked again after the next registration: this one has been saved. */
    private List<Evicted> fromStore() {
        try {
            return store.takeEvicted();
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    /** Returns how many there are to warn of; none if the last warning was less than an hour ago. */
    private synchronized long toWarnOf(int more) {
        long now = clock.nanos();
        unwarned += more;
        if (warnedAt != null && now - warnedAt < BETWEEN_WARNINGS) {
            return 0;
        }
        warnedAt = now;
        long warned = unwarned;
        unwarned = 0;
        return warned;
    }

    private @Nullable String whyNotDeletedLater(Evicted client) {
        if (client.management() == null) {
            return "the server gave no management address and token (RFC 7592)";
        }
        Egress egress;
        synchronized (egresses) {
            egress = egresses.get(client.key());
        }
        if (egress == null) {
            return "this resolver did not register it, or too long ago to know where its requests may go";
        }
        return deleteLater(new Waiting(client, egress, clock.nanos() + GRACE.toNanos()));
    }

    private synchronized @Nullable String deleteLater(Waiting client) {
        if (closed) {
            return "the resolver was closed before it could be deleted";
        }
        if (waiting.size() >= most) {
            return most + " others wait already to be deleted";
        }
        waiting.add(client);
        if (waiting.size() == 1) {
            background.after(GRACE, this::deleteDue);
        }
        return null;
    }

    private void deleteDue() {
        for (Waiting next = due(); next != null; next = due()) {
            delete(next);
        }
    }

    /** Returns the next whose time has come; the timer of those that come later is set when there is none. */
    private synchronized @Nullable Waiting due() {
        Waiting first = waiting.peek();
        if (first == null) {
            return null;
        }
        long left = first.due() - clock.nanos();
        if (left > 0) {
            background.after(Duration.ofNanos(left), this::deleteDue);
            return null;
        }
        return waiting.poll();
    }

    private void delete(Waiting due) {
        Evicted client = due.client();
        DcrEvent ending = deleter.end(client.key(), client.clientId(), null, client.management(), due.egress())
                .event();
        if (ending != null) {
            publisher.publish(ending);
        }
    }

    private void orphaned(Evicted client, String why) {
        DcrManagement management = client.management();
        DcrOrphan orphan =
                new DcrOrphan(client.clientId(), management == null ? null : management.registrationClientUri());
        publisher.publish(new DcrEvent.Orphaned(client.key(), orphan, why));
    }

    /** Reports what is not deleted yet: the resolver is closing. */
    public void close() {
        List<Waiting> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        take();
        left.forEach(each -> orphaned(each.client(), "the resolver was closed before it could be deleted"));
    }
}
