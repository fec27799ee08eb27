package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator has removed, from the store and at the server, and what is left behind. */
class ClientRemovalTest {
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
    void deregister_manageableClient_isGoneInBothPlaces() throws Exception {
        DcrCredentials client = service.client("idp");
        FakeClient registered = server.clients().get(0);

        ProgramRun run = service.run("deregister", "idp");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "removed from the store: every generation of idp",
                        "deleted at the server: client " + client.clientId());
        assertThat(server.clients()).isEmpty();
        assertThat(service.run("list").out()).startsWith("no client is stored");
        OperatedService.assertSaysNoSecret(run, registered);
    }

    @Test
    void deregister_noManagement_failsWithWhatIsLeftAndWhy() throws Exception {
        DcrCredentials client = service.with("bare", bare).client("bare");

        ProgramRun run = service.run("deregister", "bare");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("removed from the store: every generation of bare")
                .contains("left behind at the server: client " + client.clientId() + ", because ")
                .contains("; only the server's operator can delete it");
        assertThat(bare.clients()).hasSize(1);
        assertThat(service.run("list").out()).startsWith("no client is stored");
    }

    @Test
    void deregister_serverIsDownForAWhile_anotherRunGoesOn() throws Exception {
        service.client("idp");
        server.at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(503));

        ProgramRun first = service.run("deregister", "idp");
        server.at(FakeEndpoint.MANAGEMENT).reset();
        ProgramRun second = service.run("deregister", "idp");

        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.out()).contains("left behind at the server: ", "503", "; run this again");
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("the store had no current client of idp", "deleted at the server: client ");
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void purge_keyThatTheConfigurationNamesNoMore_isForgottenAndLeftAtTheServer() throws Exception {
        DcrCredentials former =
                service.with("former", server, "\"variant\": \"former\"").client("former");
        service.withNone().with("idp", server).client("idp");
        FakeClient registered = server.client(former.clientId()).orElseThrow();
        server.forgetCalls();

        ProgramRun run = service.run("purge", OperatedService.digits(former));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("forgotten: key " + OperatedService.digits(former) + " (-), ")
                .contains("left behind at the server: client " + former.clientId() + " at "
                        + server.registrationEndpoint())
                .doesNotContain("?");
        assertThat(server.calls()).isEmpty();
        assertThat(OperatedService.rows(service.run("list")))
                .hasSize(2)
                .last()
                .satisfies(row -> assertThat(row).startsWith("idp"));
        OperatedService.assertSaysNoSecret(run, registered);
    }

    @Test
    void purge_wholeFingerprint_isTheKey() throws Exception {
        DcrCredentials client = service.client("idp");

        ProgramRun run = service.run("purge", client.key().fingerprint());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("(idp)");
        assertThat(service.run("list").out()).startsWith("no client is stored");
    }
}
