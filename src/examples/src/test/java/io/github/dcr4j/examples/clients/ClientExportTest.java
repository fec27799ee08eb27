package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is written to a file. */
class ClientExportTest {
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().secretLife(Duration.ofHours(2)).start();
    private OperatedService service = new OperatedService(Path.of(""));
    private Path file = Path.of("");

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void configure() {
        service = new OperatedService(directory).with("idp", server);
        file = directory.resolve("client.json");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Test
    void export_storedClient_isTheServersAnswerForItsOwnerAlone() throws Exception {
        DcrCredentials client = service.client("idp");
        FakeClient registered = server.clients().get(0);
        DcrManagement management = client.management().orElseThrow();
        server.forgetCalls();

        ProgramRun run = service.run("export", "idp", file.toString());

        JsonNode written = new ObjectMapper().readTree(file.toFile());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("written to " + file, "client " + client.clientId());
        assertThat(written.path("client_id").asText()).isEqualTo(client.clientId());
        assertThat(written.path("client_secret").asText())
                .isEqualTo(client.clientSecret().orElseThrow().reveal());
        assertThat(written.path("client_secret_expires_at").asLong())
                .isEqualTo(client.clientSecretExpiresAt().orElseThrow().getEpochSecond());
        assertThat(written.path("token_endpoint_auth_method").asText()).isEqualTo("client_secret_basic");
        assertThat(written.path("registration_client_uri").asText())
                .isEqualTo(management.registrationClientUri().toString());
        assertThat(written.path("registration_access_token").asText())
                .isEqualTo(management.registrationAccessToken().reveal());
        assertThat(server.calls()).isEmpty();
        OperatedService.assertSaysNoSecret(run, registered);
        assumeThat(isPosix()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void export_fileIsThere_isNotWrittenOver() throws Exception {
        service.client("idp");
        Files.writeString(file, "precious");

        ProgramRun run = service.run("export", "idp", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("dcr4j clients export: " + file + " is there already");
        assertThat(file).hasContent("precious");
    }

    @Test
    void export_directoryMissing_saysWhich() throws Exception {
        service.client("idp");
        Path missing = directory.resolve("missing").resolve("client.json");

        ProgramRun run = service.run("export", "idp", missing.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("dcr4j clients export: " + missing + " cannot be written: NoSuchFileException");
    }

    @Test
    void export_nothingStored_writesNothing() throws Exception {
        ProgramRun run = service.run("export", "idp", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("failed at step MANAGE", "no client is stored");
        assertThat(file).doesNotExist();
    }
}
