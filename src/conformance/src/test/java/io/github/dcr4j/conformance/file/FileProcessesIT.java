package io.github.dcr4j.conformance.file;

import static io.github.dcr4j.conformance.file.SavingProgram.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that work on one file, hold its lock, or are killed in the middle. */
class FileProcessesIT {
    private static final int KILLS = 20;
    private static final int SAVES = 60;
    private static final int READS = 50;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void place() throws IOException {
        file = directory.toRealPath().resolve("clients.json");
    }

    @Test
    void save_killedInTheMiddle_theFileIsNeverDamagedAndNothingAcknowledgedIsLost() throws Exception {
        long acknowledged = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            try (ChildJvm program = new ChildJvm(SavingProgram.class, file)) {
                List<String> said = new ArrayList<>(program.lines(1));
                readWhileItSaves();
                if (kill % 2 == 0) {
                    awaitASave();
                }
                said.addAll(program.kill());
                acknowledged = lastWhole(said);
            }

            DcrCredentials current =
                    Objects.requireNonNull(SavingProgram.open(file).find(KEY), "nothing is stored");
            assertThat(current.version()).isGreaterThanOrEqualTo(acknowledged);
        }
        assertThat(acknowledged).isPositive();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .isSubsetOf("clients.json", "clients.json.lock", "clients.json.turn", "clients.json.tmp");
        }
        assertThat(SavingProgram.saveOnce(SavingProgram.open(file))).isPositive();
        assertThat(directory.resolve("clients.json.tmp")).doesNotExist();
    }

    /** What a reader sees is what a kill would leave: always whole lines, and none that is older. */
    private void readWhileItSaves() {
        FileDcrCredentialStore store = SavingProgram.open(file);
        long version = 0;
        for (int i = 0; i < READS; i++) {
            DcrCredentials current = Objects.requireNonNull(store.find(KEY), "nothing is stored");
            assertThat(current.version()).isGreaterThanOrEqualTo(version);
            version = current.version();
        }
    }

    /** Returns in the middle of a save or right after one, if one comes by in time. */
    private void awaitASave() throws IOException {
        long began = System.nanoTime();
        long size = Files.size(file);
        while (Files.size(file) == size
                && !Files.exists(file.resolveSibling("clients.json.tmp"))
                && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(10)) {
            Thread.onSpinWait();
        }
    }

    /** The last line may have been cut off by the end of the program; the one before it was not. */
    private static long lastWhole(List<String> said) {
        return Long.parseLong(said.get(Math.max(0, said.size() - 2)));
    }

    @Test
    void save_twoStoresHereAndAnotherProcess_noSaveIsLost() throws Exception {
        try (ChildJvm program = new ChildJvm(SavingProgram.class, file)) {
            List<String> theirs = new ArrayList<>(program.lines(1));
            CompletableFuture<List<String>> one = CompletableFuture.supplyAsync(this::versions);
            CompletableFuture<List<String>> two = CompletableFuture.supplyAsync(this::versions);
            List<String> ours = new ArrayList<>(one.get(5, TimeUnit.MINUTES));
            ours.addAll(two.get(5, TimeUnit.MINUTES));
            theirs.addAll(program.lines(1));
            theirs.addAll(program.kill());
            theirs.remove(theirs.size() - 1); // it may have been cut off

            assertThat(ours).hasSize(2 * SAVES).doesNotHaveDuplicates().doesNotContainAnyElementsOf(theirs);
            assertThat(theirs).doesNotHaveDuplicates();
        }
    }

    @Test
    void save_twoClassLoadersInEachOfTwoProcesses_noAcknowledgedSaveIsLost() throws Exception {
        try (ChildJvm one = new ChildJvm(ClassLoadersProgram.class, file, "one");
                ChildJvm two = new ChildJvm(ClassLoadersProgram.class, file, "two")) {
            one.lines(1);
            two.lines(1);
            one.say("");
            two.say("");

            int acknowledged = Integer.parseInt(one.lines(1).get(0))
                    + Integer.parseInt(two.lines(1).get(0));

            assertThat(acknowledged).isEqualTo(4 * ClassLoadersProgram.SAVES);
            try (Stream<DcrCredentials> clients = SavingProgram.open(file).stream()) {
                assertThat(clients).hasSize(acknowledged);
            }
        }
    }

    private List<String> versions() {
        FileDcrCredentialStore store = SavingProgram.open(file);
        List<String> versions = new ArrayList<>();
        while (versions.size() < SAVES) {
            long version = SavingProgram.saveOnce(store);
            if (version > 0) {
                versions.add(Long.toString(version));
            }
        }
        return versions;
    }

    @Test
    void save_anotherProcessHoldsTheLock_failsAfterThePatience() throws Exception {
        SavingProgram.saveOnce(SavingProgram.open(file));
        FileDcrCredentialStore store = FileDcrCredentialStore.builder(file)
                .patience(Duration.ofMillis(200))
                .build();
        try (ChildJvm holder = new ChildJvm(LockingProgram.class, lockFile())) {
            holder.lines(1);

            assertThatExceptionOfType(DcrStoreException.class)
                    .isThrownBy(() -> SavingProgram.saveOnce(store))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("another thread or process has held " + lockFile() + " for PT0.2S")
                    .satisfies(e -> assertThat(e.step()).isEqualTo(Step.STORE_WRITE))
                    .satisfies(e -> assertThat(e.retryable()).isTrue());
            assertThat(store.find(KEY)).isNotNull();
        }
    }

    @Test
    void save_interruptedWhileAnotherProcessHoldsTheLock_failsAtOnceAndKeepsTheInterrupt() throws Exception {
        FileDcrCredentialStore store = FileDcrCredentialStore.builder(file)
                .patience(Duration.ofMinutes(10))
                .build();
        try (ChildJvm holder = new ChildJvm(LockingProgram.class, lockFile())) {
            holder.lines(1);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(DcrStoreException.class).isThrownBy(() -> SavingProgram.saveOnce(store));

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void save_anotherProcessLetsGoOfTheLock_goesOn() throws Exception {
        FileDcrCredentialStore store = SavingProgram.open(file);
        try (ChildJvm holder = new ChildJvm(LockingProgram.class, lockFile())) {
            holder.lines(1);
            CompletableFuture<Long> saved = CompletableFuture.supplyAsync(() -> SavingProgram.saveOnce(store));
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> saved.get(300, TimeUnit.MILLISECONDS));

            holder.end();

            assertThat(saved.get(5, TimeUnit.MINUTES)).isOne();
        }
    }

    @Test
    void save_holderOfTheLockIsKilled_goesOn() throws Exception {
        try (ChildJvm holder = new ChildJvm(LockingProgram.class, lockFile())) {
            holder.lines(1);
            holder.kill();
        }

        assertThat(SavingProgram.saveOnce(SavingProgram.open(file))).isOne();
    }

    private Path lockFile() {
        return file.resolveSibling("clients.json.lock");
    }
}
