package io.github.dcr4j.flight;

import io.github.dcr4j.attempt.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Work that counts how much of it runs at once. */
abstract class PerServerLimiterFixture {
    final TestClock clock = TestClock.standing();
    final List<String> done = new CopyOnWriteArrayList<>();
    final List<String> refused = new ArrayList<>();

    Work work(String name) {
        return new Work() {
            @Override
            public @Nullable Duration run(Place place) {
                done.add(name);
                return null;
            }

            @Override
            public void notStarted(Throwable why) {
                refused.add(name);
            }
        };
    }
}
