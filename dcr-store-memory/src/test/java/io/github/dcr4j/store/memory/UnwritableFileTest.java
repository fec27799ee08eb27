package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A file that can be read and not be changed: what is in it is used, and what would change it says what is wrong. */
class UnwritableFileTest extends StoreFileFixture {
    private static final PrintStream STDERR = System.err;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Runnable undo = () -> {};

    @AfterEach
    void makeWritableAgain() {
        System.setErr(STDERR);
        undo.run();
    }

    /** Modes bind everybody but root, whom a read-only mount binds. */
    private void makeUnwritable(Path place) throws Exception {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
        if (Files.isWritable(place) && run("mount", "--bind", place.toString(), place.toString())) {
            undo = () -> run("umount", place.toString());
            run("mount", "-o", "remount,ro,bind", place.toString());
        }
        assumeTrue(!Files.isWritable(place), "this user writes everywhere, and cannot mount");
    }

    /** Takes no new file, while those that are there can be written to. Root is bound by an attribute. */
    private void makeClosedToNewFiles(Path place) throws Exception {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
        if (Files.isWritable(place) && run("chattr", "+i", place.toString())) {
            undo = () -> run("chattr", "-i", place.toString());
        }
        assumeTrue(!takesNewFiles(place), "this user creates files everywhere, and cannot chattr");
    }

    private static boolean takesNewFiles(Path place) {
        try {
            Files.delete(Files.createTempFile(place, "probe", null));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unwritable(Step step, Runnable change) {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(change::run)
                .withMessageContaining(file.getFileName().toString())
                .withMessageContaining("nothing can be written in ")
                .withMessageContaining(directory.getFileName().toString())
                .withMessageContaining("read-only file system")
                .satisfies(e -> assertThat(e.step()).isEqualTo(step))
                .satisfies(e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void any_readOnlyAndReadableByAGroup_hitsWorkAndChangesSayWhatIsWrong() throws Exception {
        DcrCredentials a = saved("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        makeUnwritable(directory);
        boolean rightsCannotBeChanged = !mayChangeRights();
        System.setErr(new PrintStream(log, true, UTF_8));

        FileDcrCredentialStore next = opened(file);
        for (int i = 0; i < 20; i++) {
            assertThat(next.find(KEY)).isEqualTo(a);
        }
        assertThat(next.find(KEY, a.generation())).isEqualTo(a);

        assertThat(log.toString(UTF_8).lines().filter(line -> line.contains(" WARN ")))
                .hasSizeLessThanOrEqualTo(1);
        if (rightsCannotBeChanged) {
            assertThat(log.toString(UTF_8).lines()).singleElement().asString().contains("it is used", "chmod 600");
            clock.advance(Duration.ofHours(1));
            assertThat(next.refersTo(KEY, "a")).isTrue(); // reads the file, whenever it was written
            assertThat(next.find(KEY, a.generation())).isEqualTo(a);
            assertThat(log.toString(UTF_8).lines()).hasSize(2);
        }
        unwritable(Step.STORE_WRITE, () -> next.save(credentials(KEY, "b").build(), a.generation(), null));
        unwritable(Step.STORE_WRITE, () -> next.remove(KEY));
        unwritable(
                Step.CLAIM,
                () -> next.coordination(clock)
                        .claim(new ClaimRequest(
                                KEY,
                                "we",
                                Duration.ofSeconds(20),
                                a.generation(),
                                "digest",
                                Ceiling.NONE,
                                Purpose.REGISTER)));
        assertThat(next.find(KEY)).isEqualTo(a);
    }

    private boolean mayChangeRights() {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void save_directoryTakesNoNewFile_changesAreAppendedWithAWarning() throws Exception {
        DcrCredentials a = saved("a");
        makeClosedToNewFiles(directory);
        System.setErr(new PrintStream(log, true, UTF_8));
        FileDcrCredentialStore next = opened(file);

        next.remove(KEY);
        DcrCredentials b = saved("b");

        assertThat(opened(file).find(KEY)).isEqualTo(b);
        assertThat(Files.readString(file)).contains("sample-secret-of-a");
        assertThat(log.toString(UTF_8).lines().filter(line -> line.contains(" WARN ")))
                .singleElement()
                .asString()
                .contains("could not be written anew", "clients.json.tmp")
                .doesNotContain("sample-secret");
        undo.run();
        undo = () -> {};
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        next.save(credentials(DcrFixtures.key("other"), "other").build(), null, null);
        assertThat(Files.readString(file)).doesNotContain("sample-secret-of-a");
        assertThat(a).isNotEqualTo(b);
    }

    @Test
    void open_readOnlyDirectoryAndNoFile_isEmptyAndASaveSaysWhatIsWrong() throws Exception {
        Files.createDirectories(directory);
        makeUnwritable(directory);

        FileDcrCredentialStore next = opened(file);

        assertThat(next.find(KEY)).isNull();
        unwritable(Step.STORE_WRITE, () -> next.save(credentials(KEY, "b").build(), null, null));
    }

    @Test
    void save_damagedInAReadOnlyDirectory_saysThatNothingCanBeWritten() throws Exception {
        Files.createDirectories(directory);
        Files.writeString(file, "damaged");
        makeUnwritable(directory);

        unwritable(
                Step.STORE_WRITE, () -> opened(file).save(credentials(KEY, "b").build(), null, null));
        unwritable(Step.STORE_READ, () -> opened(file).find(KEY));

        assertThat(file).hasContent("damaged");
    }
}
