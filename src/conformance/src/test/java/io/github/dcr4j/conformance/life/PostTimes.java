package io.github.dcr4j.conformance.life;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Notes when registrations were sent, by a clock. Thread-safe. */
public final class PostTimes implements Interceptor {
    private static final String NOT_SENT = "the connection did not answer just now";

    private final List<Instant> times = Collections.synchronizedList(new ArrayList<>());
    private final Supplier<Instant> clock;

    /** Goes by {@code clock}. */
    public PostTimes(Supplier<Instant> clock) {
        this.clock = clock;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        if (!chain.request().method().equals("POST")) {
            return chain.proceed(chain.request());
        }
        Instant now = clock.get();
        times.add(now);
        try {
            return chain.proceed(chain.request());
        } catch (IOException e) {
            // nothing was sent: it goes out on a fresh connection, and is seen again
            if (NOT_SENT.equals(e.getMessage())) {
                times.remove(now);
            }
            throw e;
        }
    }

    /** Returns when each registration was sent. */
    public List<Instant> times() {
        return List.copyOf(times);
    }

    /** Returns how long after each registration the next one was sent. */
    public List<Duration> pauses() {
        List<Instant> all = times();
        List<Duration> pauses = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            pauses.add(Duration.between(all.get(i - 1), all.get(i)));
        }
        return pauses;
    }

    /** Returns the most that were sent within any {@code window}. */
    int mostWithin(Duration window) {
        List<Instant> all = times();
        int most = 0;
        int first = 0;
        for (int last = 0; last < all.size(); last++) {
            while (!all.get(first).plus(window).isAfter(all.get(last))) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
