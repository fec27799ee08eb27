package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.memory.file.FileFacts;
import io.github.dcr4j.store.memory.file.FileTrust;
import io.github.dcr4j.store.memory.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What another user of the machine may have put where the file should be, or beside it: it is neither used nor changed.
 */
@Timeout(600)
class UntrustedFileTest extends StoreFileFixture {
    private static final int NOBODY = 99_999;

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(directory, OwnerOnly.newDirectory(directory));
    }

    private static void refused(Path path, String why, Runnable use) {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(use::run)
                .withMessageContaining(path.getFileName().toString())
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.retryable()).isFalse());
    }

    private void save() {
        store.save(credentials(KEY, "new").build(), null, null);
    }

    private Path beside(String suffix) {
        return directory.resolve("clients.json" + suffix);
    }

    @Test
    void any_symbolicLinkAtThePath_isRefusedAndNotFollowed() throws IOException {
        saved("a");
        Path real = temporary.resolve("real.json");
        Files.move(file, real);
        String before = Files.readString(real);
        Files.createSymbolicLink(file, real);

        refused(file, "is a symbolic link", () -> opened(file));
        refused(file, "is a symbolic link", () -> store.find(KEY));
        refused(file, "is a symbolic link", this::save);

        assertThat(real).hasContent(before);
        assertThat(file).isSymbolicLink();
    }

    @Test
    void open_symbolicLinkToNothing_isRefusedAndNothingIsMade() throws IOException {
        Path target = temporary.resolve("made by following");
        Files.createSymbolicLink(file, target);

        refused(file, "is a symbolic link", () -> opened(file));

        assertThat(target).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {".lock", ".turn"})
    void save_symbolicLinkAtTheLock_isRefusedAndNotFollowed(String lock) throws IOException {
        Path target = temporary.resolve("made by following");
        Files.createSymbolicLink(beside(lock), target);

        refused(beside(lock), "is a symbolic link", this::save);

        assertThat(target).doesNotExist();
        assertThat(file).doesNotExist();
    }

    @Test
    void save_symbolicLinkAtTheTemporaryFile_isReplacedAndNotFollowed() throws IOException {
        Path target = Files.writeString(temporary.resolve("another file"), "as it was");
        Files.createSymbolicLink(beside(".tmp"), target);

        DcrCredentials a = saved("a");

        assertThat(target).hasContent("as it was");
        assertThat(opened(file).find(KEY)).isEqualTo(a);
        assertThat(file).isRegularFile();
    }

    @Test
    void find_damagedAndALinkToNothingAtTheNameForDamagedOnes_takesTheNextName() throws IOException {
        Path target = temporary.resolve("made by following");
        Files.createSymbolicLink(beside(".damaged-1"), target);
        Files.writeString(file, "damaged");

        assertThat(store.find(KEY)).isNull();

        assertThat(target).doesNotExist();
        assertThat(Files.isSymbolicLink(beside(".damaged-1"))).isTrue();
        assertThat(beside(".damaged-2")).hasContent("damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".lock", ".turn"})
    void save_pipe_isRefusedAndNothingHangs(String suffix) throws Exception {
        Path pipe = beside(suffix);
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();

        refused(pipe, "is no regular file", this::save);
        if (suffix.isEmpty()) {
            refused(pipe, "is no regular file", () -> store.find(KEY));
            refused(pipe, "is no regular file", () -> opened(file));
        }
    }

    @Test
    void any_threeGibibytes_isRefusedAndLeftThere() throws IOException {
        try (FileChannel sparse = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE),
                OwnerOnly.newFile(file))) {
            sparse.write(ByteBuffer.wrap("0".getBytes(UTF_8)), 3L * 1024 * 1024 * 1024 - 1);
        }

        refused(file, "is longer (3221225472 bytes)", () -> store.find(KEY));
        refused(file, "is longer", this::save);
        refused(file, "is longer", () -> opened(file));

        assertThat(Files.size(file)).isEqualTo(3L * 1024 * 1024 * 1024);
    }

    @Test
    void any_fileOfAnotherUser_isRefused() throws IOException {
        saved("a");
        FileTrust theirs = new FileTrust(Set.of(NOBODY), true);

        refused(
                file,
                "belongs to another user",
                () -> FileDcrCredentialStore.builder(file).trust(theirs).build());
        assertThatExceptionOfType(FileTrust.UntrustedException.class)
                .isThrownBy(() -> theirs.file(beside(".lock")))
                .withMessageContaining("belongs to another user");
    }

    @Test
    void any_hardLinked_isRefused() throws IOException {
        saved("a");
        Files.createLink(temporary.resolve("another name"), file);

        refused(file, "has 2 names", () -> store.find(KEY));
        refused(file, "has 2 names", this::save);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-----w-", "rwxrwxrwx"})
    void any_othersCanWriteToIt_isRefused(String permissions) throws IOException {
        saved("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        refused(file, "can be written to by others", () -> store.find(KEY));
        refused(file, "can be written to by others", this::save);
    }

    @Test
    void any_othersCanWriteToTheDirectory_isRefusedUnlessItIsTrusted() throws IOException {
        saved("a");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx---rwx"));

        refused(file, "can be written to by others", () -> opened(file));
        refused(file, "can be written to by others", this::save);

        assertThat(FileDcrCredentialStore.builder(file).trustDirectory().build().find(KEY))
                .isNotNull();
    }

    @Test
    void open_othersCanWriteToADirectoryAbove_isRefused() throws IOException {
        Files.setPosixFilePermissions(directory.getParent(), PosixFilePermissions.fromString("rwx---rwx"));

        refused(temporary.resolve("config"), "can be written to by others", () -> opened(file));
    }

    @Test
    void open_stickyDirectoryOfEverybody_isUsed() throws IOException {
        Files.setAttribute(directory, "unix:mode", 01777);

        DcrCredentials a = saved("a");

        assertThat(opened(file).find(KEY)).isEqualTo(a);
    }

    @Test
    void directory_writableByItsGroup_isUsedOnlyIfTheGroupIsItsOwners() throws IOException {
        FileFacts own = Objects.requireNonNull(FileFacts.of(directory));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        boolean groupOfOne = own.group() == own.owner();

        if (groupOfOne) {
            assertThat(opened(file).find(KEY)).isNull();
        } else {
            refused(directory, "can be written to by others", () -> opened(file));
        }
    }

    @Test
    void open_linkOnTheWayOfAnotherUser_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

        assertThatExceptionOfType(FileTrust.UntrustedException.class)
                .isThrownBy(() -> new FileTrust(Set.of(NOBODY), false).way(link.resolve("below")))
                .withMessageContaining("symbolic link of another user");
    }

    @Test
    void open_ownLinkOnTheWay_isTheFileBehindIt() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        DcrCredentials a = saved("a");

        FileDcrCredentialStore same = opened(link.resolve("clients.json"));

        assertThat(same.find(KEY)).isEqualTo(a);
        assertThat(same).hasToString("FileDcrCredentialStore[" + realPath() + "]");
    }

    @Test
    void save_moreThanIsRead_isRefusedAndTheFileStays() throws IOException {
        DcrCredentials a = saved("a");
        String metadata = "{\"client_name\":\"" + "x".repeat(400_000) + "\"}";
        int fits = FileTrust.LONGEST / metadata.length();

        refused(file, "bytes, and at most 16777216 are kept", () -> {
            for (int i = 0; i <= fits; i++) {
                DcrCredentials another = credentials(key("scope-" + i), "client-" + i)
                        .registeredMetadata(metadata)
                        .build();
                store.save(another, null, null);
            }
        });

        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(store.find(KEY)).isEqualTo(a);
    }
}
