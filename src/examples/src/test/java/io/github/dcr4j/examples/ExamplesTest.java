package io.github.dcr4j.examples;

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

class ExamplesTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void run_issuerGiven_registersThereAndMasksTheSecret() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--scope", "openid profile", "--scope=email");

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

            ProgramRun run = ProgramRun.of("--discovery-url", document, "--no-scope", "--scope", "openid");

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
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--grant", "client_credentials");

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
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--initial-access-token-file", file.toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out() + run.err()).doesNotContain("let-me-in");
        }
    }

    @Test
    void run_tokenFileMissing_saysWhichAndSendsNoRegistration() {
        Path file = directory.resolve("absent");
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--initial-access-token-file", file.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("failed at step REGISTER", "cannot be read from " + file);
            assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void run_registrationRefused_printsStepAndAdvice() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                .initialAccessToken(Secret.of("let-me-in"))
                .start()) {
            ProgramRun run = ProgramRun.of("--issuer", server.issuer());

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
                "--isuer https://as.example.com | option --isuer is not known",
                "https://as.example.com | argument 1, which is no option, is not known",
                "--initial-access-token=abc123 | option --initial-access-token is not known",
                "--issuer | --issuer needs a value",
                "--issuer --public | --issuer needs a value",
                "--issuer https://a.example --issuer https://b.example | --issuer is given twice",
                "--public=yes | --public takes no value",
                "--public | set exactly one of discoveryUrl, upstreamIssuer and registrationEndpoint",
                "--issuer http://as.example.com | issuer",
                "--issuer https://as.example.com --scope o\"penid | scope",
                "--registration-endpoint https://as.example.com/register | tokenEndpoint is missing",
            })
    void run_argumentsCannotBeUsed_saysWhyAndSendsNothing(String arguments, String expected) {
        ProgramRun run = ProgramRun.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("nothing was sent: ")
                .containsIgnoringCase(expected)
                .doesNotContain("abc123");
    }

    @Test
    void run_explain_printsWhatWouldBeSentAndSendsNothing() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--scope", "openid", "--explain");

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
            ProgramRun run = ProgramRun.of("--issuer", server.issuer(), "--explain");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("looked at", "answered 404", "problem                DISCOVER: ");
        }
    }

    @Test
    void run_strict_refusesWhatIsOtherwiseTolerated() {
        try (FakeAuthorizationServer server = FakeAuthorizationServer.start()) {
            server.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> answer.remove("client_secret_expires_at"));

            ProgramRun tolerant = ProgramRun.of("--issuer", server.issuer());
            ProgramRun strict = ProgramRun.of("--issuer", server.issuer(), "--strict");

            assertThat(tolerant.out()).contains("tolerated: missing-member in client_secret_expires_at");
            assertThat(strict.exitCode()).isEqualTo(1);
            assertThat(strict.err()).contains("the request is strict");
        }
    }

    @Test
    void run_help_listsTheOptions() {
        ProgramRun run = ProgramRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--issuer", "--initial-access-token-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-h",
                "help",
                "--issuer https://idp.example.com -h",
                "serve -h",
                "serve help",
                "help serve",
                "serve --config nowhere.json -h",
                "login -h",
                "login help",
                "help login",
                "clients -h",
                "clients help",
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
                    "--issuer",
                    server.issuer(),
                    "--allow-private-addresses",
                    "--trust-authority",
                    "idp.example.com:443");

            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        assertThat(ProgramRun.of("-h").out()).contains("(allowPrivateAddresses)", "(trustAuthority)");
        assertThat(ProgramRun.of("login", "-h").out()).contains("(allowPrivateAddresses)");
    }

    private static String secretOf(FakeClient client) {
        Secret secret = client.clientSecret();
        return secret == null ? "" : secret.reveal();
    }
}
