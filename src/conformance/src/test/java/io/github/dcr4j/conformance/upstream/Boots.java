package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A service that boots from the text of a configuration, with an upstream of each kind, and the servers behind them. By
 * the machine's clock. Used by one thread.
 */
final class Boots implements AutoCloseable {
    private static final Secret INITIAL_ACCESS_TOKEN = Secret.of("initial-token-of-the-boots");

    private final FakeAuthorizationServer open = FakeAuthorizationServer.builder()
            .clock(DcrClock.system())
            .secretLife(Duration.ofDays(30))
            .start();
    private final FakeAuthorizationServer guarded = FakeAuthorizationServer.builder()
            .clock(DcrClock.system())
            .initialAccessToken(INITIAL_ACCESS_TOKEN)
            .start();
    private final String consumer = "https://gateway.example.com/" + UUID.randomUUID();
    private final String store;
    private final Path token;

    /**
     * Creates a service.
     *
     * @param store the member {@code store} of its configuration
     * @param directory where the initial access token is kept
     */
    Boots(String store, Path directory) throws IOException {
        this.store = store;
        this.token = Files.writeString(directory.resolve("initial-access-token"), INITIAL_ACCESS_TOKEN.reveal());
    }

    /** Boots, resolves all, and ends: returns the client of each upstream by its name. */
    Map<String, DcrCredentials> boot(String... scopesOfConfidential) {
        try (Upstreams upstreams = Upstreams.open(UpstreamsJson.parse(configuration(scopesOfConfidential)))) {
            Map<String, DcrCredentials> clients = new LinkedHashMap<>();
            for (UpstreamResult result : upstreams.resolveAll()) {
                if (!(result instanceof UpstreamResult.Ready ready)) {
                    throw new AssertionError(result);
                }
                clients.put(ready.name(), ready.credentials());
            }
            return clients;
        }
    }

    private String configuration(String... scopesOfConfidential) {
        return """
                {"consumer": "%s", "store": %s, "upstreams": [
                  {"name": "public", "dcr": {"upstreamIssuer": "%s", "publicClient": true}},
                  {"name": "confidential", "scopes": ["%s"], "dcr": {"upstreamIssuer": "%3$s"}},
                  {"name": "guarded", "dcr": {"upstreamIssuer": "%5$s", "initialAccessToken": {"file": "%6$s"}}},
                  {"name": "by-hand", "clientId": "client-by-hand", "clientSecret": {"value": "secret-given-by-hand"},
                   "authorizationEndpoint": "https://a.example.com/authorize",
                   "tokenEndpoint": "https://a.example.com/token"}]}""".formatted(
                consumer, store, open.issuer(), String.join("\", \"", scopesOfConfidential), guarded.issuer(), token);
    }

    /** Takes the initial access token away, as it is once the client is there. */
    void withdrawInitialAccessToken() throws IOException {
        Files.delete(token);
    }

    /** Returns what the servers were asked since {@link #forgetCalls}, as methods and paths. */
    List<String> calls() {
        return Stream.of(open, guarded)
                .flatMap(server -> server.calls().stream())
                .map(Boots::printed)
                .toList();
    }

    private static String printed(RecordedCall call) {
        return call.method() + " " + call.path();
    }

    void forgetCalls() {
        open.forgetCalls();
        guarded.forgetCalls();
    }

    @Override
    public void close() {
        open.close();
        guarded.close();
    }
}
