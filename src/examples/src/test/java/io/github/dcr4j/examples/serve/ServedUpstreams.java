package io.github.dcr4j.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.canary.Canary;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Replicas of {@code serve} in this JVM, with upstreams that are fake servers, and what they print. Not thread-safe.
 */
final class ServedUpstreams implements AutoCloseable {
    static final String CONSUMER = "https://gateway.example.com/app";

    private final String store;
    private final DcrClock clock;
    private final List<String> upstreams = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** Begins with no upstream; {@code store} is JSON. */
    ServedUpstreams(String store, DcrClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Adds an upstream whose client is registered; {@code more} are further members in JSON. */
    ServedUpstreams with(String name, FakeAuthorizationServer server, String... more) {
        List<String> members = new ArrayList<>(
                List.of("\"name\": \"" + name + "\"", "\"dcr\": {\"upstreamIssuer\": \"" + server.issuer() + "\"}"));
        members.addAll(List.of(more));
        upstreams.add("{" + String.join(", ", members) + "}");
        return this;
    }

    /** Adds an upstream as it stands. */
    ServedUpstreams with(String upstream) {
        upstreams.add(upstream);
        return this;
    }

    String json() {
        return "{\"consumer\": \"" + CONSUMER + "\", \"store\": " + store + ", \"upstreams\": ["
                + upstreams.stream().collect(Collectors.joining(",\n")) + "]}";
    }

    Replica replica(LoginCookies cookies) throws IOException {
        PrintStream out = new PrintStream(printed, true, UTF_8);
        Replica replica = Replica.open(UpstreamsJson.parse(json()), cookies, 0, clock, out, out);
        replicas.add(replica);
        return replica;
    }

    String printed() {
        return printed.toString(UTF_8);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        Canary.text("output of the examples", printed());
    }
}
