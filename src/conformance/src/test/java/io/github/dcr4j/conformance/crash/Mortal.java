package io.github.dcr4j.conformance.crash;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a replica reaches the world by, until it dies: after so many steps nothing that it does has an effect any more,
 * like that of a process that was killed. A step ends before and after each call to the store, its coordination, or the
 * server, but for those that change nothing. Thread-safe.
 */
final class Mortal implements DcrCredentialStore, Interceptor {
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final DcrCredentialStore store;
    private final int longest;

    /** Creates a replica's world that ends after {@code longest} steps. */
    Mortal(DcrCredentialStore store, int longest) {
        this.store = store;
        this.longest = longest;
    }

    /** Returns the steps that were reached, the last of which may have been the end. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    boolean isDead() {
        return steps.size() >= longest;
    }

    private void live() {
        if (isDead()) {
            throw new IllegalStateException("dead");
        }
    }

    private void step(String name) {
        live();
        steps.add(name);
        live();
    }

    private <T> T around(String name, Supplier<T> call) {
        step("before " + name);
        T result = call.get();
        step("after " + name);
        return result;
    }

    private <T extends @Nullable Object> T alive(Supplier<T> call) {
        live();
        return call.get();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        String method = chain.request().method();
        boolean changes =
                !method.equals("GET") || chain.request().url().encodedPath().contains("/register/");
        if (isDead()) {
            throw new IOException("dead");
        }
        if (!changes) {
            return chain.proceed(chain.request());
        }
        steps.add("before " + method);
        if (isDead()) {
            throw new IOException("dead");
        }
        Response response = chain.proceed(chain.request());
        steps.add("after " + method);
        if (isDead()) {
            response.close();
            throw new IOException("dead");
        }
        return response;
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key) {
        return alive(() -> store.find(key));
    }

    @Override
    public @Nullable DcrCredentials find(DcrKey key, String generation) {
        return alive(() -> store.find(key, generation));
    }

    @Override
    public SaveResult save(DcrCredentials next, @Nullable String base, @Nullable DcrLease lease) {
        return around("save", () -> store.save(next, base, lease));
    }

    @Override
    public boolean amend(DcrKey key, DcrManagement from, DcrManagement to) {
        return around("amend", () -> store.amend(key, from, to));
    }

    @Override
    public Invalidation invalidate(DcrKey key, String generation, String reason, Duration atMostEvery) {
        return around("invalidate", () -> store.invalidate(key, generation, reason, atMostEvery));
    }

    @Override
    public boolean refersTo(DcrKey key, String clientId) {
        return alive(() -> store.refersTo(key, clientId));
    }

    @Override
    public Healed heal(DcrCredentials known) {
        return around("heal", () -> store.heal(known));
    }

    @Override
    public void remove(DcrKey key) {
        boolean unused = around("remove", () -> {
            store.remove(key);
            return true;
        });
    }

    @Override
    public Stream<DcrCredentials> stream() {
        throw new UnsupportedOperationException("stream");
    }

    @Override
    public DcrCoordination coordination(DcrClock clock) {
        return new MortalCoordination(store.coordination(clock));
    }

    @Override
    public void close() {
        // whoever connected to the store closes it
    }

    private final class MortalCoordination implements DcrCoordination {
        private final DcrCoordination coordination;

        MortalCoordination(DcrCoordination coordination) {
            this.coordination = coordination;
        }

        @Override
        public Claim claim(ClaimRequest request) {
            return around("claim", () -> coordination.claim(request));
        }

        @Override
        public boolean mark(DcrLease lease, Intent intent) {
            return around("mark " + intent.call(), () -> coordination.mark(lease, intent));
        }

        @Override
        public void release(DcrLease lease, Outcome outcome) {
            boolean unused = around("release", () -> {
                coordination.release(lease, outcome);
                return true;
            });
        }

        @Override
        public void refused(DcrKey key, @Nullable RefusedDocument document) {
            boolean unused = around("refused", () -> {
                coordination.refused(key, document);
                return true;
            });
        }

        @Override
        public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
            return around("standing", () -> coordination.standing(key, metadataDigest, ceiling));
        }

        @Override
        public void settled(DcrKey key, String clientId) {
            boolean unused = around("settled", () -> {
                coordination.settled(key, clientId);
                return true;
            });
        }
    }
}
