package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.rejection.RejectionProbe;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCredentialStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What a resolver is set to, with the defaults. Written by the builder alone; not thread-safe. */
final class ResolverSettings {
    final DcrCredentialStore store;
    DcrClock clock = DcrClock.system();

    @Nullable
    DcrEventListener listener;

    @Nullable
    OkHttpClient httpClient;

    @Nullable
    Executor executor;

    String userAgent = "dcr4j";
    Duration skew = Duration.ofSeconds(60);
    double refreshWindow = 0.2;
    Ceiling ceiling = new Ceiling(60, Duration.ofHours(1));
    Duration minReplacementInterval = Duration.ofMinutes(1);

    @Nullable
    RejectionProbe rejectionProbe;

    boolean confirmsByReading;

    Duration callTimeout = Duration.ofSeconds(10);
    Duration leaseDuration = Duration.ofSeconds(20);
    Duration maxWait = Duration.ofSeconds(25);
    int maxAttemptsPerServer = 4;
    int maxAttempts = 128;
    int maxWaiters = 100_000;
    int maxUnpublished = 1_000;

    ResolverSettings(DcrCredentialStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }
}
