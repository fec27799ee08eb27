package io.github.dcr4j.examples.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept and what is left behind, and clients of a file or a configuration. */
class VisitWaysTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private String config() throws IOException {
        return Files.writeString(
                        directory.resolve("upstreams.json"),
                        "{\"consumer\": \"https://gateway.example.com\", \"store\": \"file:"
                                + directory.resolve("store.json") + "\", \"upstreams\": ["
                                + "{\"name\": \"idp\", \"dcr\": {\"upstreamIssuer\": \"" + server.issuer() + "\"}},"
                                + "{\"name\": \"second\", \"scopes\": [\"email\"], \"dcr\": {\"upstreamIssuer\": \""
                                + server.issuer() + "\"}}]}")
                .toString();
    }

    @Test
    void resolve_deregister_leavesNothingBehind() {
        ProgramRun run = ProgramRun.of("resolve", "--issuer", server.issuer(), "--deregister");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsOnlyOnce("deleted at the server: client ").doesNotContain("stays registered");
        assertThat(server.clients()).isEmpty();
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_deregisterWhereTheServerDeletesNothing_saysWhatIsLeft() {
        server.at(FakeEndpoint.MANAGEMENT).answerAlways(FakeAnswer.status(405));

        ProgramRun run = ProgramRun.of("resolve", "--issuer", server.issuer(), "--deregister");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("left behind at the server: client "
                        + server.clients().get(0).clientId());
    }

    @Test
    void resolve_file_isOneClientOnEachRunUntilItIsDeregistered() {
        String file = directory.resolve("clients.json").toString();

        ProgramRun first = ProgramRun.of("resolve", "--issuer", server.issuer(), "--file", file);
        ProgramRun second = ProgramRun.of("resolve", "--issuer", server.issuer(), "--file", file);
        ProgramRun verified = ProgramRun.of("verify", "--issuer", server.issuer(), "--file", file);
        ProgramRun last = ProgramRun.of("resolve", "--issuer", server.issuer(), "--file", file, "--deregister");

        assertThat(first.out()).contains("The client is kept in " + file);
        assertThat(second.out()).doesNotContain("POST");
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains(" is known to the server: ");
        assertThat(last.exitCode()).isZero();
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void verify_clientForgotten_isReplaced() {
        String file = directory.resolve("clients.json").toString();
        ProgramRun.of("resolve", "--issuer", server.issuer(), "--file", file);
        FakeClient forgotten = server.clients().get(0);
        server.forget(forgotten.clientId());

        ProgramRun run = ProgramRun.of("verify", "--issuer", server.issuer(), "--file", file);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("client " + forgotten.clientId() + " is gone: ", "it is replaced");
        assertThat(server.clients()).hasSize(1);
    }

    @Test
    void verify_nothingStored_registersNothing() {
        String file = directory.resolve("clients.json").toString();

        ProgramRun run = ProgramRun.of("verify", "--issuer", server.issuer(), "--file", file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("no client is stored");
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        assertThat(ProgramRun.of("verify", "--issuer", server.issuer()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void config_named_isExplainedResolvedAndVerified() throws IOException {
        String config = config();

        ProgramRun explained = ProgramRun.of("explain", "--config", config);
        ProgramRun one = ProgramRun.of("resolve", "--config", config, "idp");
        ProgramRun verified = ProgramRun.of("verify", "--config", config);

        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("upstream idp", "upstream second", "would be sent", "\"email\"");
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(one.out()).contains("upstream idp can be used: client ").doesNotContain("second");
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out()).contains("idp: client ", "second: no client is stored");
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void config_nameOfNoUpstream_saysWhichThereAre() throws IOException {
        ProgramRun run = ProgramRun.of("verify", "--config", config(), "other");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("[idp, second]");
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void config_serverThatIsAwayNow_isAnotherExitCode() throws IOException {
        server.at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(503));

        ProgramRun run = ProgramRun.of("resolve", "--config", config(), "idp");

        assertThat(ProgramRun.of("explain", "--issuer", server.issuer()).exitCode())
                .isEqualTo(3);
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("upstream idp: failed at step DISCOVER: ")
                .contains("again later: can help");
    }
}
