package io.github.dcr4j.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service with a file of upstreams and a file of clients, and its operator. Not thread-safe. */
final class OperatedService {
    private final Path directory;
    private final List<String> upstreams = new ArrayList<>();

    OperatedService(Path directory) {
        this.directory = directory;
    }

    /** Adds an upstream whose client is registered; {@code more} are further members of {@code dcr} in JSON. */
    OperatedService with(String name, FakeAuthorizationServer server, String... more) {
        List<String> dcr = new ArrayList<>(List.of("\"upstreamIssuer\": \"" + server.issuer() + "\""));
        dcr.addAll(List.of(more));
        return with("{\"name\": \"" + name + "\", \"dcr\": {" + String.join(", ", dcr) + "}}");
    }

    /** Adds an upstream as it stands. */
    OperatedService with(String upstream) {
        upstreams.add(upstream);
        return this;
    }

    /** Leaves no upstream. */
    OperatedService withNone() {
        upstreams.clear();
        return this;
    }

    /** Returns where the configuration stands, as it is by now. */
    Path config() throws IOException {
        return Files.writeString(
                directory.resolve("upstreams.json"),
                "{\"consumer\": \"https://gateway.example.com\", \"store\": \"file:"
                        + directory.resolve("clients.json") + "\", \"upstreams\": ["
                        + String.join(",\n", upstreams) + "]}");
    }

    /** Starts the service, which resolves, and ends it; returns the client that it has. */
    DcrCredentials client(String name) throws IOException {
        try (Upstreams running = Upstreams.open(UpstreamsJson.read(config()))) {
            return running.client(name).credentials();
        }
    }

    /** Runs {@code clients} as an operator does. */
    ProgramRun run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("clients"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--config", config().toString()));
        return ProgramRun.of(line.toArray(String[]::new));
    }

    /** Returns a key as the command shows it. */
    static String digits(DcrCredentials client) {
        return client.key().fingerprint().substring(0, 12);
    }

    /** Returns the words of each line, which two blanks at least tell apart. */
    static List<List<String>> rows(ProgramRun run) {
        return run.out().lines().map(line -> List.of(line.split(" {2,}"))).toList();
    }

    static void assertSaysNoSecret(ProgramRun run, FakeClient client) {
        assertThat(secrets(client)).isNotEmpty();
        assertThat(run.out() + run.err()).doesNotContain(secrets(client));
    }

    /** Returns the secrets that a server gave out with a client. */
    static List<String> secrets(FakeClient client) {
        List<String> secrets = new ArrayList<>();
        Secret secret = client.clientSecret();
        if (secret != null) {
            secrets.add(secret.reveal());
        }
        if (client.management() != null) {
            secrets.add(client.management().registrationAccessToken().reveal());
        }
        return secrets;
    }
}
