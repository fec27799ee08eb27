package io.github.dcr4j.examples.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code resolve} and {@code explain} at a server that the command line names. */
class ResolveCommandTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void run_issuerGiven_registersThereAndMasksTheSecret() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run =
                    ProgramRun.of("resolve", "--issuer", server.issuer(), "--scope", "openid profile", "--scope=email");

            FakeClient client = server.clients().get(0);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(client.scopes()).containsExactlyInAnyOrder("openid", "profile", "email");
            assertThat(run.out())
                    .contains(client.clientId(), "Secret[redacted]", "the same client, and no request was sent")
                    .contains("sent: POST " + server.registrationEndpoint() + " -> 201")
                    .doesNotContain(secretOf(client));
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(1);
        }
    }

    @Test
    void run_discoveryUrlGiven_readsThatDocument() {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().issuerPath("/tenants/a").start()) {
            String document = server.issuer() + "/.well-known/openid-configuration";

            ProgramRun run = ProgramRun.of("resolve", "--discovery-url", document, "--no-scope", "--scope", "openid");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("sent: GET " + document + " -> 200");
            assertThat(server.at(FakeEndpoint.REGISTRATION).calls().get(0).json())
                    .doesNotContainKey("scope");
        }
    }

    @Test
    void run_registrationEndpointOfAPublicClient_discoversNothing() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of(
                    "resolve",
                    "--registration-endpoint",
                    server.registrationEndpoint().toString(),
                    "--authorization-endpoint",
                    server.authorizationEndpoint().toString(),
                    "--token-endpoint",
                    server.tokenEndpoint().toString(),
                    "--redirect-uri",
                    "http://127.0.0.1:7777/done",
                    "--public");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("client secret          none").contains("http://127.0.0.1:7777/done");
            assertThat(server.at(FakeEndpoint.METADATA).count()).isZero();
        }
    }

    @Test
    void run_grantWithoutRedirect_registersNone() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
                .start()) {
            ProgramRun run = ProgramRun.of("resolve", "--issuer", server.issuer(), "--grant", "client_credentials");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(server.clients().get(0).listed("redirect_uris")).isEmpty();
            assertThat(server.clients().get(0).listed("grant_types")).isEqualTo(List.of("client_credentials"));
        }
    }

    @Test
    void run_tokenInAFile_isSentAndNotPrinted() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "  let-me-in\n");
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .initialAccessToken(Secret.of("let-me-in"))
                .start()) {
            ProgramRun run = ProgramRun.of(
                    "resolve", "--issuer", server.issuer(), "--initial-access-token-file", file.toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out() + run.err()).doesNotContain("let-me-in");
        }
    }

    @Test
    void run_tokenFileMissing_saysWhichAndSendsNoRegistration() {
        Path file = directory.resolve("absent");
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of(
                    "resolve", "--issuer", server.issuer(), "--initial-access-token-file", file.toString());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("failed at step REGISTER", "cannot be read from " + file);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void run_registrationRefused_printsStepAndAdvice() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .initialAccessToken(Secret.of("let-me-in"))
                .start()) {
            ProgramRun run = ProgramRun.of("resolve", "--issuer", server.issuer());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("-> 401");
            assertThat(run.err())
                    .contains("failed at step REGISTER", "configure one")
                    .contains("again later: does not help");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--isuer https://as.example.com | option --isuer is not known; did you mean --issuer",
                "https://as.example.com --issuer https://as.example.com | one of the arguments, which is no option, is not known",
                "--initial-access-token=abc123 | option --initial-access-token is not known",
                "--issuer | --issuer needs a value",
                "--issuer --public | --issuer needs a value",
                "--issuer https://a.example --issuer https://b.example | --issuer is given twice",
                "--public=yes | --public cannot be that",
                "--public | give one of --issuer, --resource, --discovery-url and --registration-endpoint",
                "--issuer https://a.example --resource https://b.example | give one of --issuer",
                "--resource https://b.example --initial-access-token-file f | does not go with --resource",
                "--issuer https://a.example --config f | options of a server, --file and --deregister do not go",
                "--issuer http://as.example.com | issuer",
                "--issuer https://as.example.com --scope o\"penid | scope",
                "--registration-endpoint https://as.example.com/register | tokenEndpoint is missing",
            })
    void run_argumentsCannotBeUsed_saysWhyAndSendsNothing(String arguments, String expected) {
        ProgramRun run = ProgramRun.of(("resolve " + arguments).split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("dcr4j resolve: ")
                .containsIgnoringCase(expected)
                .doesNotContain("abc123");
    }

    @Test
    void run_explain_printsWhatWouldBeSentAndSendsNothing() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of("explain", "--issuer", server.issuer(), "--scope", "openid");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("none is sent", "metadata with a registration_endpoint; it is used")
                    .contains(server.registrationEndpoint().toString(), "\"client_name\" : \"dcr4j\"");
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void run_explainWhereNothingWouldBeSent_printsTheProblem() {
        try (FakeAuthorizationServer server =
                FakeAuthorizationServer.builder().documents().start()) {
            ProgramRun run = ProgramRun.of("explain", "--issuer", server.issuer());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("looked at", "answered 404", "problem                DISCOVER: ");
        }
    }

    @Test
    void run_strict_refusesWhatIsOtherwiseTolerated() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> answer.remove("client_secret_expires_at"));

            ProgramRun tolerant = ProgramRun.of("resolve", "--issuer", server.issuer());
            ProgramRun strict = ProgramRun.of("resolve", "--issuer", server.issuer(), "--strict");

            assertThat(tolerant.out()).contains("tolerated: missing-member in client_secret_expires_at");
            assertThat(strict.exitCode()).isEqualTo(1);
            assertThat(strict.err()).contains("the request is strict");
        }
    }

    @Test
    void run_help_listsTheOptions() {
        ProgramRun run = ProgramRun.of("resolve", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--issuer", "--initial-access-token-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-h",
                "help",
                "resolve --issuer https://idp.example.com -h",
                "serve -h",
                "explain --help",
                "verify -h",
                "help verify",
                "help help",
                "help serve",
                "serve --config nowhere.json -h",
                "login -h",
                "help login",
                "clients -h",
                "help clients export",
                "help clients",
                "clients list -h"
            })
    void run_helpSpelledOtherwise_isHelp(String arguments) {
        ProgramRun run = ProgramRun.of(arguments.split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("--");
    }

    @Test
    void run_whatMessagesAdvise_isAnOptionHere() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of(
                    "resolve",
                    "--issuer",
                    server.issuer(),
                    "--allow-private-addresses",
                    "--trust-authority",
                    "idp.example.com:443");

            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        assertThat(ProgramRun.of("resolve", "-h").out())
                .contains("(allowPrivateAddresses)", "(trustAuthority)", "(insecureHttp)", "(insecureResource)");
        assertThat(ProgramRun.of("login", "-h").out()).contains("(allowPrivateAddresses)", "(insecureHttp)");
    }

    private static String secretOf(FakeClient client) {
        Secret secret = client.clientSecret();
        return secret == null ? "" : secret.reveal();
    }
}
