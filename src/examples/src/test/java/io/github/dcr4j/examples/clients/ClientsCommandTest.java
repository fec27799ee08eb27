package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the clients of a service, and does with them. */
class ClientsCommandTest {
    private static final String FIXED = """
            {"name": "legacy", "clientId": "gateway", "authorizationEndpoint": "https://legacy.example.com/authorize",
             "tokenEndpoint": "https://legacy.example.com/token"}""";

    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().secretLife(Duration.ofHours(2)).start();
    private final FakeAuthorizationServer bare =
            FakeAuthorizationServer.builder().withoutManagement().start();
    private OperatedService service = new OperatedService(Path.of(""));

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void configure() {
        service = new OperatedService(directory).with("idp", server);
    }

    @AfterEach
    void close() {
        server.close();
        bare.close();
    }

    @Test
    void list_severalClients_isATableOfAllKeys() throws Exception {
        DcrCredentials former = service.with("former", bare).client("former");
        service.withNone()
                .with("idp", server)
                .with("later", bare, "\"variant\": \"later\"")
                .with(FIXED);
        DcrCredentials client = service.client("idp");
        server.forgetCalls();

        ProgramRun run = service.run("list");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(OperatedService.rows(run))
                .startsWith(
                        List.of("NAME", "KEY", "SERVER", "CLIENT", "STATE", "SECRET EXPIRES", "MANAGEABLE"),
                        List.of(
                                "idp",
                                OperatedService.digits(client),
                                server.issuer(),
                                client.clientId(),
                                "fresh",
                                client.clientSecretExpiresAt().orElseThrow().toString(),
                                "yes"),
                        List.of(
                                "-",
                                OperatedService.digits(former),
                                bare.issuer(),
                                former.clientId(),
                                "fresh",
                                former.clientSecretExpiresAt()
                                        .map(Object::toString)
                                        .orElse("never"),
                                "no"))
                .hasSize(5);
        assertThat(run.out())
                .containsPattern("later: no client yet, key [0-9a-f]{12}\n")
                .contains("legacy: a fixed client, which is not kept in the store");
        assertThat(server.calls()).isEmpty();
        OperatedService.assertSaysNoSecret(run, server.clients().get(0));
    }

    /** The resource is asked when something is done at the server, and not for a list. */
    @Test
    void upstreamByResource_isListedByItsName_andRemoved() throws Exception {
        service.withNone().with("{\"name\": \"notes\", \"resource\": \"" + server.resource() + "\"}");
        ProgramRun before = service.run("list");
        DcrCredentials client = service.client("notes");
        server.forgetCalls();

        ProgramRun listed = service.run("list");
        int asked = server.calls().size();
        ProgramRun removed = service.run("deregister", "notes");

        assertThat(before.out()).contains("notes: no client yet, at a server that its resource names");
        assertThat(OperatedService.rows(listed).get(1))
                .startsWith("notes", OperatedService.digits(client), server.issuer(), client.clientId());
        assertThat(listed.out()).doesNotContain("no client yet");
        assertThat(asked).isZero();
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void list_asOnThePage_isWhatIsShown() throws Exception {
        String shown = Files.readString(Path.of("../../src/docs/configuration.md"))
                .replaceFirst("(?s).*<!-- block: clients list output -->\n```text\n(.*?)```.*", "$1");
        service.withNone().with("partner", server).with(FIXED);
        DcrCredentials client = service.client("partner");

        String listed = service.run("list")
                .out()
                .replace(OperatedService.digits(client), "4fbd5cc1d7a0")
                .replace(server.issuer(), "https://idp.example.com/tenants/a")
                .replace(client.clientId(), "s6BhdRkqt3")
                .replace(client.clientSecretExpiresAt().orElseThrow().toString(), "2026-01-01T01:00:00Z");

        assertThat(listed).isEqualToNormalizingWhitespace(shown);
    }

    @Test
    void list_namesThatShareAKey_areOneRow() throws Exception {
        service.with("twin", server).client("twin");

        ProgramRun run = service.run("list");

        assertThat(OperatedService.rows(run))
                .hasSize(2)
                .last()
                .satisfies(row -> assertThat(row).startsWith("idp,twin"));
    }

    @Test
    void list_nothingStored_saysSo() throws Exception {
        ProgramRun run = service.run("list");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("no client is stored").contains("idp: no client yet");
    }

    @Test
    void read_storedClient_isWhatTheServerHas() throws Exception {
        service.client("idp");
        server.at(FakeEndpoint.MANAGEMENT).rewriteAnswers(answer -> answer.put("client_name", "Zoë \u009b31m\u202e"));

        ProgramRun run = service.run("read", "idp");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("{" + System.lineSeparator())
                .contains("\"client_id\" : \"" + server.clients().get(0).clientId() + "\"")
                .contains("\"client_name\" : \"Zoë \\u009b31m\\u202e\"")
                .doesNotContain("\u009b", "\u202e", "client_secret\"", "registration_access_token");
        assertThat(server.at(FakeEndpoint.MANAGEMENT).calls())
                .singleElement()
                .satisfies(call -> assertThat(call.method()).isEqualTo("GET"));
        OperatedService.assertSaysNoSecret(run, server.clients().get(0));
    }

    @Test
    void read_clientThatTheServerForgot_saysWhy() throws Exception {
        service.client("idp");
        server.forgetAll();

        ProgramRun run = service.run("read", "idp");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(": failed at step MANAGE: ");
    }

    @Test
    void read_noManagement_saysWhoCanHelp() throws Exception {
        service.with("bare", bare).client("bare");

        ProgramRun run = service.run("read", "bare");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("cannot be managed");
    }

    @Test
    void update_configurationChanged_isRegisteredForTheSameClient() throws Exception {
        DcrCredentials before = service.client("idp");
        service.withNone().with("idp", server, "\"clientName\": \"The new name\"");

        ProgramRun run = service.run("update", "idp");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("updated at the server: client " + before.clientId() + ", generation ")
                .contains("\"client_name\" : \"The new name\"");
        assertThat(server.clients())
                .singleElement()
                .satisfies(client -> assertThat(client.metadata()).containsEntry("client_name", "The new name"));
        assertThat(service.client("idp").clientId()).isEqualTo(before.clientId());
        OperatedService.assertSaysNoSecret(run, server.clients().get(0));
    }
}
