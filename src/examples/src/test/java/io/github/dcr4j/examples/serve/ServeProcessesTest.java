package io.github.dcr4j.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.Browser.Shown;
import io.github.dcr4j.examples.testing.ChildProgram;
import io.github.dcr4j.examples.testing.ModulePath;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started and ended by others: on a module path, by a signal. */
@ExtendWith(RedisExtension.class)
class ServeProcessesTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final List<ChildProgram> programs = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        programs.forEach(ChildProgram::close);
        server.close();
    }

    private ChildProgram start(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(ModulePath.arguments());
        arguments.addAll(
                List.of("serve", "--config", directory.resolve("upstreams.json").toString()));
        arguments.addAll(List.of(options));
        ChildProgram program = ChildProgram.start(directory, arguments);
        programs.add(program);
        return program;
    }

    private static int port(ChildProgram program) {
        return Integer.parseInt(program.awaitPrinted("^listening on http://127\\.0\\.0\\.1:(\\d+); "));
    }

    @Test
    void serve_twoProcesses_endEachOthersLoginsAndStopWhenTold(RedisStandalone redis) throws Exception {
        Queue<String> tokens = new ConcurrentLinkedQueue<>();
        server.at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> tokens.add("" + answer.get("access_token")));
        String store = "{\"uri\": \"redis://127.0.0.1:" + redis.node().port() + "\", \"inClear\": true}";
        Files.writeString(
                directory.resolve("upstreams.json"),
                new ServedUpstreams(store, new ManualClock())
                        .with("idp", server)
                        .json());
        String key = Files.writeString(
                        directory.resolve("key"), Base64.getEncoder().encodeToString(new byte[32]) + "\n")
                .toString();
        ChildProgram one = start("--cookie-key-file", key);
        ChildProgram two = start("--cookie-key-file", key);
        Browser browser = new Browser();

        Shown shown = browser.open(port(two), browser.approve(browser.begin(port(one), "idp")));
        one.terminate();
        two.terminate();

        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(tokens).hasSize(1);
        for (ChildProgram program : programs) {
            assertThat(program.awaitEnd()).as("128 and SIGTERM").isEqualTo(143);
            assertThat(program.out())
                    .contains("upstream idp can be used: client ")
                    .endsWith("stopped" + System.lineSeparator())
                    .doesNotContain(tokens);
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void serve_withoutKey_saysWhatThatMeans() throws Exception {
        Files.writeString(
                directory.resolve("upstreams.json"),
                new ServedUpstreams("\"memory:\"", new ManualClock())
                        .with("idp", server)
                        .json());

        ChildProgram program = start();
        port(program);
        program.terminate();

        assertThat(program.awaitEnd()).isEqualTo(143);
        assertThat(program.out()).contains("a login ends on the replica that it began on");
    }
}
