package io.github.dcr4j.examples.tour;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.RecordedCall;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The program of the README: shows the life of client credentials at a fake authorization server, by a clock that is advanced instead of waiting.
 * What it prints is the same each time: client ids and the server's port are left out.
 */
public final class Tour {
    private static final Duration SECRET_LIFE = Duration.ofHours(1);

    private final PrintStream out;

    /** Prepares a tour that prints to {@code out}. */
    public Tour(PrintStream out) {
        this.out = out;
    }

    /** Prints the tour. */
    public static void main(String[] args) {
        new Tour(System.out).run();
    }

    /** Resolves cold, again, and after the secret has expired; then looks for the client that was replaced. */
    public void run() {
        ManualClock clock = new ManualClock();
        try (FakeAuthorizationServer server = FakeAuthorizationServer.builder()
                        .clock(clock)
                        .secretLife(SECRET_LIFE)
                        .start();
                MemoryDcrCredentialStore store =
                        MemoryDcrCredentialStore.builder().clock(clock).build();
                DcrResolver resolver = DcrResolver.builder(store).clock(clock).build()) {
            DcrRequest request = DcrRequest.builder("https://gateway.example.com")
                    .upstreamIssuer(server.issuer())
                    .scopes("openid", "profile")
                    .build();
            out.println("A fake authorization server runs on loopback. Its secrets last one hour.");

            out.println("1. resolve: nothing is stored, so a client is registered");
            DcrCredentials first = resolver.resolve(request);
            received(server);
            print(first);

            out.println("2. resolve again: a hit");
            DcrCredentials same = resolver.resolve(request);
            received(server);
            line("client", same.equals(first) ? "the same" : "another");

            out.println("3. an hour passes, and the secret expires; resolve: a second client is registered");
            clock.advance(SECRET_LIFE);
            DcrCredentials second = resolver.resolve(request);
            received(server);
            line("client", second.clientId().equals(first.clientId()) ? "the same" : "another");
            line("secret expires", expiry(second));

            out.println("4. a login that began with the first client ends with it");
            Optional<DcrCredentials> former = resolver.find(request, first.generation());
            received(server);
            line("first client", former.isPresent() ? "still found by its generation" : "gone");
            line("clients registered", server.clients().size());
        }
    }

    private void received(FakeAuthorizationServer server) {
        List<RecordedCall> calls = server.calls();
        line("requests", calls.isEmpty() ? "none" : calls.size());
        calls.forEach(call -> out.println("      " + call.method() + " " + call.path()));
        server.forgetCalls();
    }

    private void print(DcrCredentials client) {
        line("client secret", client.clientSecret().map(Secret::toString).orElse("none"));
        line("secret expires", expiry(client));
        line("authenticates by", client.tokenEndpointAuthMethod().wireName());
        line("scopes", String.join(" ", client.scopes()));
    }

    private static String expiry(DcrCredentials client) {
        return client.clientSecretExpiresAt().map(Instant::toString).orElse("never");
    }

    private void line(String name, Object value) {
        out.printf("   %-19s %s%n", name, value);
    }
}
