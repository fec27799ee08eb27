package io.github.dcr4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.ChildProgram;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as an operator has it: alone in a directory, started by {@code java -jar}. */
@ExtendWith(RedisExtension.class)
class OperatorJarIT {
    private static final Path BUILT = Path.of("target/dcr4j.jar");

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void close() {
        server.close();
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String... arguments) throws Exception {
        return run(List.of(), arguments);
    }

    private Run run(List<String> options, String... arguments) throws Exception {
        Path jar = directory.resolve("dcr4j.jar");
        if (!Files.exists(jar)) {
            Files.copy(BUILT, jar);
        }
        List<String> line = new ArrayList<>(options);
        line.addAll(List.of("-jar", jar.toString()));
        line.addAll(List.of(arguments));
        try (ChildProgram program = ChildProgram.start(directory, line)) {
            int exitCode = program.awaitEnd();
            return new Run(exitCode, program.out(), program.err());
        }
    }

    @Test
    void help_andVersion_arePrinted() throws Exception {
        Run help = run("--help");
        Run version = run("--version");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("resolve ", "explain ", "verify ", "clients ", "serve ", "login ");
        assertThat(version.out()).matches("dcr4j \\S+\\R");
        assertThat(help.err() + version.err()).isEmpty();
    }

    @Test
    void help_ofACommand_startsNeitherTheParserNorTheLibrary() throws Exception {
        Run help = run(List.of("-Xlog:class+load"), "clients", "list", "--help");

        assertThat(help.out())
                .contains("Usage: dcr4j clients list", "io.github.dcr4j.examples.HelpPages ")
                .doesNotContain("picocli.", "com.fasterxml.", "okhttp3.", "org.slf4j.", "io.github.dcr4j.Dcr");
    }

    @Test
    void resolve_deregister_leavesNothingBehindAndPrintsNoSecret() throws Exception {

        Run run = run("resolve", "--issuer", server.issuer(), "--scope", "openid", "--deregister");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Secret[redacted]", "deleted at the server");
        assertThat(server.clients()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--isuer x | 2 | dcr4j: option --isuer is not known",
                "resolv --issuer x | 2 | did you mean resolve",
                "resolve | 2 | dcr4j resolve: give one of --issuer",
                "clients list --config absent.json | 1 | dcr4j clients list: the configuration absent.json cannot be read",
                "resolve --issuer http://127.0.0.1:1 | 3 | dcr4j resolve: failed at step DISCOVER: ",
            })
    void failure_any_isOneMessageAndAnExitCode(String arguments, int exitCode, String message) throws Exception {
        Run run = run(arguments.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains(message).doesNotContain("\tat ", "Exception in thread", " WARN ");
        assertThat(run.err().lines().count()).isLessThan(6);
    }

    @Test
    void failure_registrationRefused_isOneMessageWithoutALog() throws Exception {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");

        Run run = run("resolve", "--issuer", server.issuer());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("dcr4j resolve: failed at step REGISTER: ")
                .doesNotContain(" WARN ", " INFO ", "\tat ");
    }

    @Test
    void clients_storeInRedis_isFoundByItsScheme(RedisStandalone redis) throws Exception {
        Path config = Files.writeString(
                directory.resolve("upstreams.json"),
                "{\"consumer\": \"https://gateway.example.com\", \"store\": {\"uri\": \"redis://127.0.0.1:"
                        + redis.node().port()
                        + "\", \"inClear\": true}, \"upstreams\": [{\"name\": \"idp\", \"dcr\": {\"upstreamIssuer\": \""
                        + server.issuer() + "\"}}]}");

        Run resolved = run("resolve", "--config", config.toString());
        Run listed = run("clients", "list", "--config", config.toString());
        Run removed = run("clients", "deregister", "idp", "--config", config.toString());

        assertThat(resolved.exitCode()).as(resolved.err()).isZero();
        assertThat(listed.out()).contains("idp  ", " fresh ");
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void jar_content_isWithoutTheFakesAndTheTour() throws IOException {
        try (JarFile jar = new JarFile(BUILT.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("META-INF/LICENSE", "io/github/dcr4j/examples/help/dcr4j.txt")
                    .noneMatch(name -> name.matches(".*/(testkit|tour)/.*|okhttp3/tls/.*|mockwebserver3/.*"))
                    .noneMatch(name -> name.endsWith("module-info.class"));
            assertThat(new String(
                            jar.getInputStream(jar.getEntry("META-INF/services/io.github.dcr4j.store.DcrStoreProvider"))
                                    .readAllBytes(),
                            UTF_8))
                    .contains("memory", "redis");
        }
    }
}
