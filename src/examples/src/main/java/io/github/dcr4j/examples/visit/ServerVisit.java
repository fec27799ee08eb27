package io.github.dcr4j.examples.visit;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.examples.command.ExitCode;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceMetadata;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One visit to a server or resource that the command line names. Returns exit codes. Not thread-safe. */
final class ServerVisit {
    private final Terminal terminal;
    private final Report report;
    private final ClientOptions client;
    private final @Nullable ResourceRequest resource;
    private final @Nullable DcrRequest request;
    private final @Nullable Path file;

    /**
     * Prepares a visit.
     *
     * @param file where the client is kept; {@code null} for in memory
     * @throws io.github.dcr4j.examples.command.UsageException if the options cannot be used
     */
    ServerVisit(Terminal terminal, ClientOptions client, @Nullable Path file) {
        this.terminal = terminal;
        this.client = client;
        this.file = file;
        report = new Report(terminal.out());
        resource = client.resourceRequest();
        request = resource == null ? client.request() : null;
    }

    /** Resolves twice, and prints what is sent and what comes of it. */
    int resolve(boolean deregister) {
        return visit(resolver -> {
            Resolved first = resolve(resolver);
            if (!deregister) {
                again(resolver, first);
                report.say(
                        file == null
                                ? "The client stays registered at the server: this program keeps it in memory only."
                                : "The client is kept in " + file + ".");
                return ExitCode.DONE;
            }
            try {
                again(resolver, first);
            } catch (DcrException e) {
                report.print(deregister(resolver, first));
                throw e;
            }
            return report.print(deregister(resolver, first));
        });
    }

    private void again(DcrResolver resolver, Resolved first) {
        report.say("2. resolve again");
        boolean same = first.client().equals(resolver.resolve(first.request()));
        report.say(same ? "   the same client, and no request was sent" : "   another client");
    }

    private Deregistration deregister(DcrResolver resolver, Resolved first) {
        report.say("3. deregister");
        return resolver.operations().deregister(first.request());
    }

    private record Resolved(DcrRequest request, DcrCredentials client) {}

    private Resolved resolve(DcrResolver resolver) {
        if (resource != null) {
            report.say("1. resolve for " + resource.resource());
            ResourceClient found = resolver.resolve(resource);
            report.line("resource", found.resource());
            report.line("scopes of a token", found.scopes());
            report.print(found.credentials());
            return new Resolved(found.request(), found.credentials());
        }
        DcrRequest asked = at(resolver);
        report.say("1. resolve at " + asked.key().upstream());
        DcrCredentials found = resolver.resolve(asked);
        report.print(found);
        return new Resolved(asked, found);
    }

    /** Returns what is asked for, at the first server that a resource names. */
    private DcrRequest at(DcrResolver resolver) {
        if (request != null) {
            return request;
        }
        ResourceMetadata says = resolver.resourceMetadata(Objects.requireNonNull(resource));
        report.line("authorization servers", says.authorizationServers());
        return client.requestAt(says.authorizationServers().get(0));
    }

    /** Prints what would be sent, and why; registers nothing. */
    int explain() {
        report.say("what a registration would be; none is sent");
        return visit(resolver -> report.print(resolver.explain(at(resolver))));
    }

    /** Prints whether the server still knows the client. */
    int verify(boolean mintToken) {
        return visit(resolver -> {
            DcrRequest asked = at(resolver);
            Verification found = resolver.verify(
                    asked,
                    mintToken
                            ? new Verification.Option[] {Verification.Option.MINT_TOKEN}
                            : new Verification.Option[0]);
            return report.print(asked.key().upstream(), found) ? ExitCode.DONE : ExitCode.FAILED;
        });
    }

    private int visit(ToIntFunction<DcrResolver> visit) {
        try (PrintingHttp http = new PrintingHttp(terminal.out());
                DcrCredentialStore store =
                        file == null ? MemoryDcrCredentialStore.create() : FileDcrCredentialStore.open(file);
                DcrResolver resolver = DcrResolver.builder(store)
                        .httpClient(http.client())
                        .listener(report::tell)
                        .build()) {
            return visit.applyAsInt(resolver);
        }
    }
}
