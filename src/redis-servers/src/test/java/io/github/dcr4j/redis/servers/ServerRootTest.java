package io.github.dcr4j.redis.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is ended, and what is not, of the processes that folders name. */
class ServerRootTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    private Path temporary;

    private ServerRoot root;
    private Process bystander;
    private ProcessIdentity identity;

    @BeforeEach
    void startBystander() throws IOException {
        root = ServerRoot.open(temporary.resolve("root"), USER);
        bystander = new ProcessBuilder("sleep", "60").start();
        identity = ProcessIdentity.of(bystander.toHandle()).orElseThrow();
    }

    @AfterEach
    void endBystander() {
        bystander.destroyForcibly();
    }

    @Test
    void endLeftovers_ownerGone_endsTheVeryProcessAndRemovesItsFolder() throws Exception {
        Path folder = folderOf(gone(), identity);

        root.endLeftovers();

        assertThat(bystander.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void endLeftovers_otherStartTime_leavesTheProcess() throws Exception {
        Instant otherStart = identity.started().minusMillis(10);
        Path folder = folderOf(gone(), new ProcessIdentity(identity.pid(), otherStart, identity.command()));

        root.endLeftovers();

        assertThat(bystander.isAlive()).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void endLeftovers_otherCommand_leavesTheProcess() throws Exception {
        Path folder = folderOf(gone(), new ProcessIdentity(identity.pid(), identity.started(), "/bin/redis-server"));

        root.endLeftovers();

        assertThat(bystander.isAlive()).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void endLeftovers_ownerRunning_leavesProcessAndFolder() throws Exception {
        Path folder = folderOf(ProcessIdentity.of(ProcessHandle.current()).orElseThrow(), identity);

        root.endLeftovers();

        assertThat(bystander.isAlive()).isTrue();
        assertThat(folder).exists();
    }

    @Test
    void endLeftovers_noOwnerWritten_removesOldFoldersOnly() throws Exception {
        Path young = Files.createDirectory(root.servers().resolve("young"));
        Path old = Files.createDirectory(root.servers().resolve("old"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

        root.endLeftovers();

        assertThat(young).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void endLeftovers_unreadableRecord_endsNothing() throws Exception {
        Path folder = folderOf(gone(), identity);
        Files.writeString(folder.resolve("server.properties"), "pid=" + identity.pid() + "\n");

        root.endLeftovers();

        assertThat(bystander.isAlive()).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void open_linkOrOtherOwner_isRefused() throws Exception {
        Path target = Files.createDirectory(temporary.resolve("target"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), target);

        assertThatThrownBy(() -> ServerRoot.open(link, USER)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ServerRoot.open(target, "someone-else"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.io.tmpdir");
    }

    private Path folderOf(ProcessIdentity owner, ProcessIdentity server) throws IOException {
        Path folder = Files.createTempDirectory(root.servers(), "server-");
        owner.write(folder.resolve("jvm.properties"));
        server.write(folder.resolve("server.properties"));
        return folder;
    }

    /** This JVM's number, but another start: what is left when the system gives a number again. */
    private static ProcessIdentity gone() {
        ProcessIdentity current = ProcessIdentity.of(ProcessHandle.current()).orElseThrow();
        return new ProcessIdentity(current.pid(), current.started().minusSeconds(5), current.command());
    }
}
