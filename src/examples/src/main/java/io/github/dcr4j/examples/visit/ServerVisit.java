package io.github.dcr4j.examples.visit;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;
import java.util.function.Function;
import okhttp3.OkHttpClient;

/** Resolves twice at a server that the command line names, or tells what that would come to. */
final class ServerVisit {
    private final PrintStream out;

    ServerVisit(PrintStream out) {
        this.out = out;
    }

    /** Prints what is sent and what comes of it, secrets masked. */
    void resolve(DcrRequest request) {
        visit(resolver -> {
            out.println("1. resolve at " + request.key().upstream());
            DcrCredentials client = resolver.resolve(request);
            print(client);
            out.println("2. resolve again");
            boolean same = client.equals(resolver.resolve(request));
            out.println(same ? "   the same client, and no request was sent" : "   another client");
            out.println("The client stays registered at the server: this program keeps it in memory only.");
            return client;
        });
    }

    /** Prints what would be sent, and why; registers nothing. Returns whether a registration would be sent. */
    boolean explain(DcrRequest request) {
        out.println("what a registration would be; none is sent");
        DcrExplanation explanation = visit(resolver -> resolver.explain(request));
        out.print(explanation.text());
        return explanation.problem() == null;
    }

    private <T> T visit(Function<DcrResolver, T> visit) {
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(new RequestPrinter(out))
                .build();
        try (MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                DcrResolver resolver = DcrResolver.builder(store)
                        .httpClient(http)
                        .listener(this::tell)
                        .build()) {
            return visit.apply(resolver);
        } finally {
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }

    private void tell(DcrEvent event) {
        if (event instanceof DcrEvent.DeviationTolerated deviation) {
            out.println("   tolerated: " + deviation.code() + " in " + deviation.field());
        } else if (event instanceof DcrEvent.OrphanSuspected) {
            out.println("   the server may hold a client that no store knows");
        } else if (event instanceof DcrEvent.ClientDeleted given) {
            out.println("   deleted at the server: client " + given.clientId());
        }
    }

    private void print(DcrCredentials client) {
        line("client id", client.clientId());
        line("client secret", client.clientSecret().map(Secret::toString).orElse("none"));
        line(
                "secret expires",
                client.clientSecretExpiresAt().map(Instant::toString).orElse("never"));
        line("authenticates by", client.tokenEndpointAuthMethod().wireName());
        line("issuer", client.issuer().orElse("not discovered"));
        line(
                "authorization endpoint",
                client.authorizationEndpoint().map(URI::toString).orElse("none"));
        line("token endpoint", client.tokenEndpoint());
        line("redirect URIs", client.redirectUris());
        line("grants", client.grantTypes());
        line("scopes", client.scopes());
        line("can be deleted", client.management().isPresent() ? "yes (RFC 7592)" : "not by its holder");
        line("generation", client.generation());
    }

    private void line(String name, Object value) {
        out.printf("   %-22s %s%n", name, value);
    }
}
