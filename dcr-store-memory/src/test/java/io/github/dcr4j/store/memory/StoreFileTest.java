package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The file itself: who may read it, how it is replaced, and what happens where it cannot be used. */
class StoreFileTest extends StoreFileFixture {
    private static final Duration LIFE = Duration.ofSeconds(20);

    private static ClaimRequest claimOf(String owner) {
        return new ClaimRequest(KEY, owner, LIFE, null, "digest", Ceiling.NONE, Purpose.REGISTER);
    }

    @Test
    void save_newFile_isItsOwnersAlone() throws IOException {
        saved("a");

        Set<PosixFilePermission> ownersAlone = PosixFilePermissions.fromString("rw-------");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(ownersAlone);
        assertThat(Files.getPosixFilePermissions(directory.resolve("clients.json.lock")))
                .isEqualTo(ownersAlone);
        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(directory.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(names()).containsExactly("clients.json", "clients.json.lock", "clients.json.turn");
    }

    @Test
    void find_othersMayRead_shutsThemOut() throws IOException {
        DcrCredentials a = saved("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(opened(file).find(KEY)).isEqualTo(a);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void open_again_findsWhatWasSaved() {
        DcrCredentials a = saved("a");
        store.close();

        assertThat(opened(file).find(KEY)).isEqualTo(a);
    }

    @Test
    void find_fileIsUntouched_isNotReadAgain() throws IOException {
        saved("a");
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(file, longAgo);
        DcrCredentials a = store.find(KEY);

        overwriteWithAnotherClient();
        Files.setLastModifiedTime(file, longAgo);

        assertThat(store.find(KEY)).isSameAs(a);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_001_000L));
        assertThat(store.find(KEY))
                .isNotNull()
                .extracting(DcrCredentials::clientId)
                .isEqualTo("b");
    }

    /** Puts a text of the same length in the same file, as another program wrote it for client {@code b}. */
    private void overwriteWithAnotherClient() throws IOException {
        Path other = temporary.resolve("other").resolve("clients.json");
        opened(other).save(credentials(KEY, "b").build(), null, null);
        assertThat(Files.size(other)).isEqualTo(Files.size(file));
        Files.write(file, Files.readAllBytes(other));
    }

    @Test
    void find_writtenJustNow_isReadAgainThoughItLooksUntouched() throws IOException {
        saved("a");
        // however slow this machine is, it is no time ago
        FileTime now = FileTime.from(Instant.now().plusSeconds(3_600));
        Files.setLastModifiedTime(file, now);
        assertThat(store.find(KEY)).isNotNull();

        overwriteWithAnotherClient();
        Files.setLastModifiedTime(file, now);

        assertThat(store.find(KEY))
                .isNotNull()
                .extracting(DcrCredentials::clientId)
                .isEqualTo("b");
    }

    @Test
    void find_writtenASecondAgoByAFineClock_isNotReadAgain() throws IOException {
        saved("a");
        FileTime fine = FileTime.from(Instant.now().minusSeconds(1).with(ChronoField.NANO_OF_SECOND, 123_000_000));
        Files.setLastModifiedTime(file, fine);
        DcrCredentials a = store.find(KEY);

        overwriteWithAnotherClient();
        Files.setLastModifiedTime(file, fine);

        assertThat(store.find(KEY)).isSameAs(a);
    }

    @Test
    void find_fileIsRemoved_isNull() throws IOException {
        saved("a");
        Files.delete(file);

        assertThat(store.find(KEY)).isNull();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void save_writerDiedBefore_itsTextIsNotUsed() throws IOException {
        DcrCredentials a = saved("a");
        Path left = directory.resolve("clients.json.tmp");
        Files.writeString(left, "{\"format\":1,\"wri");

        FileDcrCredentialStore next = opened(file);
        assertThat(next.find(KEY)).isEqualTo(a);
        next.save(credentials(KEY, "b").build(), a.generation(), null);

        assertThat(next.find(KEY))
                .isNotNull()
                .extracting(DcrCredentials::clientId)
                .isEqualTo("b");
        assertThat(left).doesNotExist();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void open_directoryCannotBeMade_namesTheFile() throws IOException {
        Path inTheWay = Files.createFile(temporary.resolve("plain"));
        Path below = inTheWay.resolve("tool").resolve("clients.json");

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> opened(below))
                .withMessageContaining(below.toString())
                .havingCause()
                .isInstanceOf(IOException.class);
    }

    @Test
    void open_isADirectory_fails() {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> opened(directory))
                .withMessageContaining(directory.toString())
                .withMessageContaining("it is a directory");
    }

    @Test
    void save_cannotBeWritten_failsAndLeavesWhatStands() throws IOException {
        DcrCredentials a = saved("a");
        Files.writeString(file, "{", StandardOpenOption.APPEND); // nothing can be appended to that
        Files.createDirectories(directory.resolve("clients.json.tmp").resolve("in the way"));

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.save(credentials(KEY, "b").build(), a.generation(), null))
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.step()).isEqualTo(Step.STORE_WRITE))
                .satisfies(e -> assertThat(e.retryable()).isTrue())
                .havingCause()
                .isInstanceOf(IOException.class);

        assertThat(store.find(KEY)).isEqualTo(a);
    }

    @Test
    void claim_cannotBeWritten_fails() throws IOException {
        Files.createDirectories(directory.resolve("clients.json.tmp").resolve("in the way"));
        DcrCoordination coordination = store.coordination(clock);

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> coordination.claim(claimOf("we")))
                .satisfies(e -> assertThat(e.step()).isEqualTo(Step.CLAIM));
    }

    @Test
    void claim_keptBusy_writesNothing() throws IOException {
        store.coordination(clock).claim(claimOf("we"));
        byte[] before = Files.readAllBytes(file);
        clock.advance(Duration.ofSeconds(1));

        assertThat(opened(file).coordination(clock).claim(claimOf("they"))).isInstanceOf(Claim.Busy.class);

        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void claim_byAnotherProcess_seesTheLeaseAndTellsItsOwnClock() {
        Claim.Granted first = (Claim.Granted) store.coordination(clock).claim(claimOf("we"));
        assertThat(first.lease().deadlineNanos()).isEqualTo(clock.nanos() + LIFE.toNanos());
        ManualClock theirs = new ManualClock();
        theirs.advance(Duration.ofHours(7));
        theirs.setWallClock(clock.now());
        DcrCoordination other =
                FileDcrCredentialStore.builder(file).clock(theirs).build().coordination(theirs);

        assertThat(other.claim(claimOf("they"))).isInstanceOf(Claim.Busy.class);
        theirs.advance(LIFE);

        assertThat(other.claim(claimOf("they")))
                .isInstanceOfSatisfying(
                        Claim.Granted.class,
                        granted ->
                                assertThat(granted.lease().deadlineNanos()).isEqualTo(theirs.nanos() + LIFE.toNanos()));
    }

    @Test
    void claim_clockWasSetBack_lastsNoLongerThanItsLife() {
        DcrCoordination coordination = store.coordination(clock);
        coordination.claim(claimOf("we"));
        clock.setWallClock(clock.now().minus(Duration.ofDays(365)));

        assertThat(coordination.claim(claimOf("they"))).isInstanceOf(Claim.Busy.class);
        clock.advance(LIFE);

        assertThat(coordination.claim(claimOf("they"))).isInstanceOf(Claim.Granted.class);
    }

    @Test
    void save_aWeekAfterASecretsEnd_isForgotten() throws IOException {
        store.save(
                credentials(KEY, "a")
                        .clientSecretExpiresAt(clock.now().plusSeconds(60))
                        .build(),
                null,
                null);
        clock.advance(Duration.ofDays(8));

        store.save(credentials(key("other"), "b").build(), null, null);

        assertThat(Files.readString(file)).contains("sample-secret-of-b").doesNotContain("sample-secret-of-a");
    }
}
