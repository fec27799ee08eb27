package io.github.dcr4j.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not start says why, and leaves nothing open. */
class ServeCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Path config(String text) throws IOException {
        return Files.writeString(directory.resolve("upstreams.json"), text);
    }

    private static void assertNotStarted(ProgramRun run, String why) {
        assertNotStarted(run, 1, why);
    }

    private static void assertNotStarted(ProgramRun run, int exitCode, String why) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).startsWith("dcr4j serve: ").contains(why);
        assertThat(run.out()).doesNotContain("listening");
    }

    @Test
    void run_portTaken_closesTheStoreAndRegistersNothing() throws IOException {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = config(new ServedUpstreams("\"counting:\"", new ManualClock())
                    .with("idp", server)
                    .json());
            int opened = CountingStoreProvider.OPENED.get();
            int closed = CountingStoreProvider.CLOSED.get();

            ProgramRun run = ProgramRun.of("serve", "--config", file.toString(), "--port", "" + taken.getLocalPort());

            assertNotStarted(run, "127.0.0.1:" + taken.getLocalPort() + " cannot be listened on");
            assertThat(CountingStoreProvider.OPENED).hasValue(opened + 1);
            assertThat(CountingStoreProvider.CLOSED).hasValue(closed + 1);
            assertThat(server.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'consumer': 'https://g.example.com', 'store': 'counting:', 'upstream': []} | upstream",
                "{'consumer': 'https://g.example.com', 'upstreams': []} | names no store",
                "{'consumer': 'gateway', 'store': 'counting:', 'upstreams': [{'name': 'idp', 'clientId': 'c', 'authorizationEndpoint': 'https://a.example.com/a', 'tokenEndpoint': 'https://a.example.com/t'}]} | upstream idp: redirectUri must be set",
            })
    void run_configThatCannotBeUsed_saysWhyAndOpensNothing(String text, String why) throws IOException {
        int opened = CountingStoreProvider.OPENED.get();

        ProgramRun run = ProgramRun.of(
                "serve", "--config", config(text.replace('\'', '"')).toString());

        assertNotStarted(run, why);
        assertThat(CountingStoreProvider.OPENED).hasValue(opened);
    }

    @Test
    void run_cookieKeyThatIsNone_saysWhyAndNotWhatItIs() throws IOException {
        Path file = config("{\"consumer\": \"https://g.example.com\", \"store\": \"counting:\", \"upstreams\": []}");
        Path key = Files.writeString(directory.resolve("key"), "a-key-that-is-too-short");
        int opened = CountingStoreProvider.OPENED.get();

        ProgramRun run = ProgramRun.of("serve", "--config", file.toString(), "--cookie-key-file", key.toString());

        assertNotStarted(run, "32 bytes in Base64");
        assertThat(run.err()).doesNotContain("a-key-that");
        assertThat(CountingStoreProvider.OPENED).hasValue(opened);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve | --config is missing",
                "serve --config x --port 65536 | --port must be a number from 0 to 65535",
                "serve --config x --port -1 | --port must be a number",
                "serve --config x --port a-s3cr3t | --port cannot be that",
                "serve --scope openid | option --scope is not known",
            })
    void run_argumentsCannotBeUsed_saysWhy(String arguments, String why) {
        assertNotStarted(ProgramRun.of(arguments.split(" ")), 2, why);
    }

    @Test
    void run_configMissing_saysWhich() {
        assertNotStarted(
                ProgramRun.of("serve", "--config", "absent.json"),
                "the configuration absent.json cannot be read: NoSuchFileException");
    }

    @Test
    void run_help_listsTheOptions() {
        ProgramRun run = ProgramRun.of("serve", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--config=FILE", "--cookie-key-file");
    }
}
