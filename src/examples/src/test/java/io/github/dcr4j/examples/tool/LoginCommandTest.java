package io.github.dcr4j.examples.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.Browser.Shown;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command-line tool whose user has a browser. */
class LoginCommandTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final Browser browser = new Browser();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private RunningLogin start(String... scopes) {
        String file = directory.resolve("clients.json").toString();
        return scopes.length == 0
                ? RunningLogin.start("--issuer", server.issuer(), "--file", file)
                : RunningLogin.start("--issuer", server.issuer(), "--file", file, "--scope", String.join(" ", scopes));
    }

    private ProgramRun logIn(RunningLogin login) throws Exception {
        assertThat(browser.open(browser.approve(login.address())).status()).isEqualTo(200);
        return login.end();
    }

    private int registrations() {
        return server.at(FakeEndpoint.REGISTRATION).count();
    }

    @Test
    void run_twice_isOneClientOnTwoPorts() throws Exception {
        ProgramRun first = logIn(start("openid", "profile"));
        ProgramRun second = logIn(start("openid", "profile"));

        FakeClient client = server.clients().get(0);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(first.out())
                .contains("client " + client.clientId() + ", registered now")
                .contains("logged in", "scopes openid profile, for 300 s");
        assertThat(second.out()).contains("client " + client.clientId() + ", kept from an earlier run");
        assertThat(registrations()).isOne();
        assertThat(client.clientSecret()).isNull();
        assertThat(server.at(FakeEndpoint.AUTHORIZATION).calls())
                .extracting(call -> call.parameters().get("redirect_uri"))
                .doesNotHaveDuplicates()
                .allMatch(uri -> uri.matches("http://127\\.0\\.0\\.1:\\d+/callback"));
        for (int run = 0; run < 2; run++) {
            Map<String, String> sent =
                    server.at(FakeEndpoint.TOKEN).calls().get(run).form();
            assertThat(first.out() + first.err() + second.out() + second.err())
                    .doesNotContain(sent.get("code"))
                    .doesNotContain(sent.get("code_verifier"));
        }
    }

    @Test
    void run_wrongStateArrives_isTurnedAwayAndGoesOnWaiting() throws Exception {
        RunningLogin login = start();
        String back = browser.approve(login.address());

        Shown forged = browser.open(back.replaceFirst("state=[^&]+", "state=forged"));
        Shown none = browser.open(back.replaceFirst("\\?.*", ""));
        Shown twice = browser.open(back + "&state=again");
        Shown elsewhere = browser.open(back.replace("/callback", "/favicon.ico"));
        Shown posted = browser.send("POST", back);
        Shown right = browser.open(back);

        assertThat(forged.status()).isEqualTo(400);
        assertThat(none.status()).isEqualTo(400);
        assertThat(twice.status()).isEqualTo(400);
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(posted.status()).isEqualTo(405);
        assertThat(right.status()).isEqualTo(200);
        assertThat(login.end().exitCode()).isZero();
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "iss=[^&]+ | iss=https://other.example.com | from another server",
                "&iss=[^&]+ | '' | does not say which server",
                "code=[^&]+ | error=access_denied&error_description=%1B%5B31mno | refused the login: access_denied (no)",
                "code=[^&]+ | '' | no code",
            })
    void run_answerIsNotRight_endsWithWhy(String what, String instead, String why) throws Exception {
        RunningLogin login = start();
        browser.open(browser.approve(login.address()).replaceFirst(what, instead));

        ProgramRun run = login.end();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j login: ").contains(why).doesNotContain("\u001b");
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isZero();
    }

    @Test
    void run_clientForgottenByTheServer_saysToRunAgainAndTheNextRunWorks() throws Exception {
        RunningLogin login = start();
        String back = browser.approve(login.address());
        String forgotten = server.clients().get(0).clientId();
        server.forget(forgotten);
        browser.open(back);

        ProgramRun run = login.end();
        ProgramRun next = logIn(start());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no longer knows client " + forgotten, "run this again");
        assertThat(next.exitCode()).isZero();
        assertThat(next.out()).contains("kept from an earlier run");
        assertThat(registrations()).isEqualTo(2);
    }

    @Test
    void run_codeRefused_keepsTheClient() throws Exception {
        RunningLogin login = start();
        server.at(FakeEndpoint.TOKEN).refuseNext("invalid_grant");
        browser.open(browser.approve(login.address()));

        ProgramRun run = login.end();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("refused the code: 400 invalid_grant");
        assertThat(logIn(start()).exitCode()).isZero();
        assertThat(registrations()).isOne();
    }

    @Test
    void run_nobodyComes_endsAfterTheTimeout() throws Exception {
        RunningLogin login = RunningLogin.start(
                "--issuer",
                server.issuer(),
                "--file",
                directory.resolve("clients.json").toString(),
                "--timeout=1");

        ProgramRun run = login.end();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no user has logged in within 1 s");
        assertThat(server.at(FakeEndpoint.AUTHORIZATION).count()).isZero();
    }

    @Test
    void run_registrationRefused_saysWhichStep() throws Exception {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_redirect_uri");
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_redirect_uri");

        ProgramRun run = start().end();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("failed at step REGISTER", "invalid_redirect_uri");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "login --file x | --issuer is missing",
                "login --issuer https://as.example.com | --file is missing",
                "login --issuer https://as.example.com --file x --timeout 0 | --timeout must be a number from 1",
                "login --issuer https://as.example.com --file x --config x | option --config is not known",
            })
    void run_argumentsCannotBeUsed_saysWhy(String arguments, String why) {
        ProgramRun run = ProgramRun.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("dcr4j login: ").contains(why);
    }

    @Test
    void run_issuerWithoutTls_registersNothing() {
        ProgramRun run = ProgramRun.of(
                "login",
                "--issuer",
                "http://as.example.com",
                "--file",
                directory.resolve("clients.json").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("dcr4j login: ").contains("https is required", "; --insecure-http opens http");
    }

    @Test
    void run_issuerInAPrivateNetwork_advisesTheFlag() {
        ProgramRun run = ProgramRun.of(
                "login",
                "--issuer",
                "https://10.0.0.5",
                "--file",
                directory.resolve("clients.json").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is private", "; --allow-private-addresses opens private networks");
    }

    @Test
    void run_help_listsTheOptions() {
        assertThat(ProgramRun.of("login", "--help").out()).contains("--issuer=URL", "--timeout=SECONDS");
        assertThat(ProgramRun.of("--help").out()).contains("serve ", "login ");
    }
}
