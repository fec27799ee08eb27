package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that is read from a file. */
class ClientImportTest {
    private static final String SECRET = "a-secret-that-is-in-the-file";

    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().secretLife(Duration.ofHours(2)).start();
    private OperatedService service = new OperatedService(Path.of(""));
    private OperatedService other = new OperatedService(Path.of(""));
    private Path file = Path.of("");

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void configure() throws IOException {
        Canary.secret(SECRET);
        service = new OperatedService(directory).with("idp", server);
        other = new OperatedService(Files.createDirectory(directory.resolve("other"))).with("idp", server);
        file = directory.resolve("client.json");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path ownersAlone(String text) throws IOException {
        Files.writeString(file, text);
        if (isPosix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Test
    void import_exportedFile_isTheSameClientInAnotherStore() throws Exception {
        DcrCredentials client = service.client("idp");
        service.run("export", "idp", file.toString());

        ProgramRun run = other.run("import", "idp", file.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("idp has client " + client.clientId() + " now, generation ");
        DcrCredentials moved = other.client("idp");
        assertThat(moved.clientId()).isEqualTo(client.clientId());
        assertThat(moved.clientSecret()).isEqualTo(client.clientSecret());
        assertThat(moved.clientSecretExpiresAt()).isEqualTo(client.clientSecretExpiresAt());
        assertThat(moved.management()).isEqualTo(client.management());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(other.run("read", "idp").exitCode()).isZero();
        OperatedService.assertSaysNoSecret(run, server.clients().get(0));
    }

    @Test
    void import_answerSavedWithCurl_isTakenWithAWarning() throws Exception {
        assumeThat(isPosix()).isTrue();
        Files.write(file, registeredByHand());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        ProgramRun run = service.run("import", "idp", file.toString());

        FakeClient registered = server.clients().get(0);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).startsWith("others can read " + file);
        assertThat(service.client("idp").clientId()).isEqualTo(registered.clientId());
        assertThat(service.run("list").out()).contains(registered.clientId(), "yes");
        OperatedService.assertSaysNoSecret(run, registered);
    }

    private byte[] registeredByHand() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) server.registrationEndpoint().toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection
                .getOutputStream()
                .write("{\"redirect_uris\": [\"https://gateway.example.com/oauth/callback\"]}"
                        .getBytes(StandardCharsets.UTF_8));
        return connection.getInputStream().readAllBytes();
    }

    @Test
    void import_anotherClientIsInUse_isNotReplaced() throws Exception {
        DcrCredentials used = service.client("idp");

        ProgramRun run = service.run(
                "import",
                "idp",
                ownersAlone("{\"client_id\": \"another\", \"client_secret\": \"" + SECRET + "\"}")
                        .toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("failed at step STORE_WRITE", "the key has a client that can be used");
        assertThat(service.client("idp")).isEqualTo(used);
    }

    @Test
    void import_sameClientWithAnotherSecret_saysThatNothingWasChanged() throws Exception {
        DcrCredentials used = service.client("idp");

        ProgramRun run = service.run(
                "import",
                "idp",
                ownersAlone("{\"client_id\": \"" + used.clientId() + "\", \"client_secret\": \"" + SECRET + "\"}")
                        .toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j clients import: ").contains("with another secret than the file's");
        assertThat(service.client("idp")).isEqualTo(used);
    }

    @Test
    void import_secretThatNeverExpires_doesNot() throws Exception {
        service.run(
                "import",
                "idp",
                ownersAlone("{\"client_id\": \"by-hand\", \"client_secret\": \"" + SECRET
                                + "\", \"client_secret_expires_at\": 0}")
                        .toString());

        DcrCredentials client = service.client("idp");
        assertThat(client.clientSecret()).hasValue(Secret.of(SECRET));
        assertThat(client.clientSecretExpiresAt()).isEmpty();
        assertThat(client.management()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} trailing %s | no well-formed JSON",
                "[] | a JSON object is expected",
                "\"%s\" | a JSON object is expected",
                "{'client_id': 'c', 'client_secret': '%s' | no well-formed JSON, or has a member twice (line 1, column",
                "{'client_id': 'c', 'client_secret': '%s', 'client_secret': 'b'} | has a member twice",
                "{'client_id': 'c', 'client_secret': '%s'} trailing | no well-formed JSON",
                "HTTP/1.1 201 Created %s | no well-formed JSON",
                "{'client_secret': '%s'} | client_id is missing",
                "{'client_id': ['%s']} | client_id is no text",
                "{'client_id': 'c'} | client_secret is missing, and client_secret_basic needs one",
                "{'client_id': 'c', 'client_secret': ''} | client_secret is missing",
                "{'client_id': 'c', 'token_endpoint_auth_method': '%s'} | token_endpoint_auth_method is none that is known",
                "{'client_id': 'c', 'client_secret': '%s', 'client_secret_expires_at': -1} | no number of seconds",
                "{'client_id': 'c', 'client_secret': '%s', 'client_secret_expires_at': 1.5} | no number of seconds",
                "{'client_id': 'c', 'client_secret': '%s', 'client_secret_expires_at': 'soon'} | no number of seconds",
                "{'client_id': 'c', 'client_secret': '%s', 'registration_access_token': 't-t-t-t-t', 'registration_client_uri': 'https://a b/%s'} | registration_client_uri is no address",
                "{'client_id': 'c', 'client_secret': '%s', 'registration_access_token': 't-t-t-t-t', 'registration_client_uri': '/%s'} | registration_client_uri is no address",
            })
    void import_fileThatCannotBeUsed_saysWhyAndQuotesNothing(String text, String why) throws Exception {
        ownersAlone(text.replace("%s", SECRET).replace('\'', '"'));

        ProgramRun run = service.run("import", "idp", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("dcr4j clients import: " + file + " is no client information: ")
                .contains(why)
                .doesNotContain(SECRET, "t-t-t-t-t");
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void import_emptyFile_saysSo() throws Exception {
        ProgramRun run = service.run("import", "idp", ownersAlone("").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("a JSON object is expected");
    }

    @Test
    void import_secretThatHasExpired_isNotTaken() throws Exception {
        ownersAlone("{\"client_id\": \"c\", \"client_secret\": \"" + SECRET + "\", \"client_secret_expires_at\": 1}");

        ProgramRun run = service.run("import", "idp", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("failed at step CONFIGURE", "expires at 1970-01-01T00:00:01Z");
    }

    @Test
    void import_milliseconds_areReadAsSuch() throws Exception {
        ownersAlone("{\"client_id\": \"c\", \"client_secret\": \"" + SECRET
                + "\", \"client_secret_expires_at\": \"4102444800000\"}");

        assertThat(service.run("import", "idp", file.toString()).exitCode()).isZero();

        assertThat(service.run("list").out()).contains("2100-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({"missing.json, cannot be read: NoSuchFileException", "other, is no regular file"})
    void import_noFile_saysWhich(String name, String why) throws Exception {
        Path absent = directory.resolve(name);

        ProgramRun run = service.run("import", "idp", absent.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j clients import: " + absent + " " + why);
    }

    @Test
    void import_symbolicLink_isNotFollowed() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link.json"), ownersAlone("{\"client_id\": \"another\"}"));

        assertThat(service.run("import", "idp", link.toString()).err())
                .contains(link + " is no regular file; a link is not followed");
    }

    @Test
    void import_fileLargerThanAny_isNotRead() throws Exception {
        Files.write(file, new byte[1024 * 1024 + 1]);

        assertThat(service.run("import", "idp", file.toString()).err()).contains(file + " is larger than 1 MiB");
    }
}
