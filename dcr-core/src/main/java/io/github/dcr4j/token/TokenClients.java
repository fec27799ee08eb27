package io.github.dcr4j.token;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.upstream.UpstreamClient;
import java.util.Optional;

/** Where the clients of token requests come from: a resolver, or an upstream of a service. Thread-safe. */
interface TokenClients {
    /** Returns the client that is used now, registered if need be. */
    DcrCredentials current();

    /** Returns the generation of that name, as long as it is kept. */
    Optional<DcrCredentials> find(String generation);

    /** Returns what takes the place of a client that the server rejected. */
    DcrCredentials replace(DcrCredentials rejected, ClientRejection why);

    /** Returns the client with the endpoints that its server names now. */
    DcrCredentials moved(DcrCredentials used);

    /** Returns what sends requests to the server. */
    TokenSender sender();

    static TokenClients of(DcrResolver resolver, DcrRequest request) {
        return new TokenClients() {
            @Override
            public DcrCredentials current() {
                return resolver.resolve(request);
            }

            @Override
            public Optional<DcrCredentials> find(String generation) {
                return resolver.find(request, generation);
            }

            @Override
            public DcrCredentials replace(DcrCredentials rejected, ClientRejection why) {
                return resolver.reportRejected(request, rejected, why);
            }

            @Override
            public DcrCredentials moved(DcrCredentials used) {
                return resolver.reportMoved(request, used);
            }

            @Override
            public TokenSender sender() {
                return TokenSender.by(resolver.serverHttp(request));
            }
        };
    }

    static TokenClients of(UpstreamClient upstream) {
        return new TokenClients() {
            @Override
            public DcrCredentials current() {
                return upstream.credentials();
            }

            @Override
            public Optional<DcrCredentials> find(String generation) {
                return upstream.credentials(generation);
            }

            @Override
            public DcrCredentials replace(DcrCredentials rejected, ClientRejection why) {
                return upstream.rejected(rejected, why);
            }

            @Override
            public DcrCredentials moved(DcrCredentials used) {
                return upstream.moved(used);
            }

            @Override
            public TokenSender sender() {
                return TokenSender.by(upstream.serverHttp());
            }
        };
    }
}
