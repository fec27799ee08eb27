package io.github.dcr4j.store.memory;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class FileDcrCredentialStoreTest extends DcrCoordinationContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();

    private final DcrCredentialStore store;
    private final DcrCredentialStore peer;

    FileDcrCredentialStoreTest(@TempDir Path directory) {
        Path file = directory.resolve("clients.json");
        store = FileDcrCredentialStore.builder(file)
                .clock(clock)
                .patience(PATIENCE)
                .build();
        peer = FileDcrCredentialStore.builder(file)
                .clock(clock)
                .patience(PATIENCE)
                .build();
    }

    @Override
    protected DcrCredentialStore store() {
        return store;
    }

    @Override
    protected DcrCredentialStore peer() {
        return peer;
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected DcrClock clock() {
        return clock;
    }
}
