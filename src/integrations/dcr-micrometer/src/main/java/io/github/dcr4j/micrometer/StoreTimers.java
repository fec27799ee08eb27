package io.github.dcr4j.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The timers of a store's calls, by the name of the call and how it ended. Thread-safe. */
final class StoreTimers {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Timer> done = new ConcurrentHashMap<>();
    private final Map<String, Timer> failed = new ConcurrentHashMap<>();

    StoreTimers(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    <T extends @Nullable Object> T time(String call, Supplier<T> work) {
        long begun = registry.config().clock().monotonicTime();
        boolean ended = false;
        try {
            T result = work.get();
            ended = true;
            return result;
        } finally {
            Timer timer = ended ? timer(done, call, "done") : timer(failed, call, "failed");
            timer.record(registry.config().clock().monotonicTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    void time(String call, Runnable work) {
        time(call, () -> {
            work.run();
            return null;
        });
    }

    private Timer timer(Map<String, Timer> timers, String call, String outcome) {
        return timers.computeIfAbsent(
                call,
                name -> Timer.builder("dcr.store")
                        .description("How long the calls of a store took")
                        .tags(tags.and("call", name, "outcome", outcome))
                        .register(registry));
    }
}
