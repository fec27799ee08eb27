package io.github.dcr4j.examples.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.ChildProgram;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool that is started many times at once has one client. */
class LoginProcessesTest {
    private static final int PROCESSES = 20;

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final List<ChildProgram> programs = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        programs.forEach(ChildProgram::close);
        server.close();
    }

    private ChildProgram start() throws Exception {
        ChildProgram program = ChildProgram.start(
                directory,
                List.of(
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LoginProgram.class.getName(),
                        "--issuer",
                        server.issuer(),
                        "--file",
                        directory.resolve("new").resolve("clients.json").toString()));
        programs.add(program);
        return program;
    }

    @Test
    void run_twentyAtOnceOnOneNewFile_registerOnceAndAllLogIn() throws Exception {
        Queue<String> tokens = new ConcurrentLinkedQueue<>();
        server.at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> tokens.add("" + answer.get("access_token")));
        for (int i = 0; i < PROCESSES; i++) {
            start();
        }
        for (ChildProgram program : programs) {
            program.awaitPrinted("^(ready)$");
        }

        FakeGate gate = server.at(FakeEndpoint.REGISTRATION).hold();
        for (ChildProgram program : programs) {
            program.begin();
        }
        for (ChildProgram program : programs) {
            program.awaitPrinted("^(begun)$");
        }
        gate.open();
        for (ChildProgram program : programs) {
            Browser browser = new Browser();
            String back = browser.approve(program.awaitPrinted("^(http\\S+)$"));
            assertThat(browser.open(back).status()).isEqualTo(200);
        }

        List<String> printed = new ArrayList<>();
        for (ChildProgram program : programs) {
            assertThat(program.awaitEnd()).as(program.err()).isZero();
            printed.add(program.out() + program.err());
        }
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(printed)
                .allMatch(text ->
                        text.contains("client " + server.clients().get(0).clientId() + ", "))
                .allMatch(text -> text.contains("logged in"));
        assertThat(printed.stream().filter(text -> text.contains("registered now")))
                .hasSize(1);
        assertThat(tokens).hasSize(PROCESSES).doesNotHaveDuplicates();
        assertThat(String.join("\n", printed)).doesNotContain(tokens);
        assertThat(server.at(FakeEndpoint.TOKEN).calls())
                .allSatisfy(call -> assertThat(String.join("\n", printed))
                        .doesNotContain(call.form().get("code"))
                        .doesNotContain(call.form().get("code_verifier")));
    }
}
