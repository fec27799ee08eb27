package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.memory.file.FileGate;
import io.github.dcr4j.store.memory.file.FileReports;
import io.github.dcr4j.store.memory.file.FileStateStore;
import io.github.dcr4j.store.memory.file.FileTrust;
import io.github.dcr4j.store.memory.file.StoredFile;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file of its own, in a directory that is not there yet. */
abstract class StoreFileFixture {
    static final DcrKey KEY = key("openid");

    final ManualClock clock = new ManualClock();
    final RecordedEvents events = new RecordedEvents();

    @TempDir
    Path temporary;

    Path directory;
    Path file;
    FileDcrCredentialStore store;

    @BeforeEach
    void open() {
        directory = temporary.resolve("config").resolve("tool");
        file = directory.resolve("clients.json");
        store = opened(file);
    }

    FileDcrCredentialStore opened(Path path) {
        return FileDcrCredentialStore.builder(path)
                .clock(clock)
                .listener(events)
                .patience(Duration.ofSeconds(30))
                .build();
    }

    /** Returns the backend of a store on the file. */
    FileStateStore backend() throws IOException {
        return backend(StoredFile.at(file, FileTrust.ofThisProcess(false)));
    }

    FileStateStore backend(StoredFile stored) {
        return new FileStateStore(
                stored,
                new FileGate(stored, Duration.ofSeconds(30)),
                clock,
                new FileReports(stored.path(), clock, events));
    }

    DcrCredentials saved(String clientId) {
        SaveResult result = store.save(credentials(KEY, clientId).build(), null, null);
        assertThat(result).isInstanceOf(SaveResult.Saved.class);
        return ((SaveResult.Saved) result).stored();
    }

    String realPath() throws IOException {
        return directory.toRealPath().resolve("clients.json").toString();
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
