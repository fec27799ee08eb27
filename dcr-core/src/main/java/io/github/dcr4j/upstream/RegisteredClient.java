package io.github.dcr4j.upstream;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A client that is registered by the library. Thread-safe. */
final class RegisteredClient implements UpstreamClient {
    private final UpstreamConfig config;
    private final DcrRequest request;
    private final DcrResolver resolver;
    private final UpstreamState state;

    RegisteredClient(UpstreamConfig config, String consumer, DcrResolver resolver) {
        this.config = config;
        this.request = config.request(consumer);
        this.resolver = resolver;
        this.state = new UpstreamState(config.name());
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public UpstreamConfig config() {
        return config;
    }

    @Override
    public DcrKey key() {
        return request.key();
    }

    /** Takes notice that an earlier upstream has an equal key, and so the same client. */
    void sharesKeyWith(String earlier) {
        state.sharesKeyWith(earlier, request.key());
    }

    /** Returns which server it is registered at. */
    String server() {
        return request.server();
    }

    @Override
    public List<String> grantTypes() {
        return request.grantTypes();
    }

    @Override
    public Optional<String> redirectUri() {
        return request.key().redirectUris().isEmpty() ? Optional.empty() : Optional.of(request.redirectUri());
    }

    @Override
    public DcrCredentials credentials() {
        return watched(() -> resolver.resolve(request));
    }

    /** Returns what {@link #credentials()} returns or throws, as a future. */
    CompletableFuture<DcrCredentials> credentialsAsync() {
        return resolver.resolveAsync(request).whenComplete((credentials, failure) -> {
            if (failure == null) {
                state.usable();
            } else if (failure instanceof DcrException e) {
                state.unusable(e);
            }
        });
    }

    @Override
    public Optional<DcrCredentials> credentials(String generation) {
        return resolver.find(request, generation);
    }

    @Override
    public DcrCredentials moved(DcrCredentials used) {
        return resolver.reportMoved(request, used);
    }

    @Override
    public ServerMetadata serverMetadata() {
        return resolver.serverMetadata(request);
    }

    @Override
    public ClientAuthentication authentication() {
        return request.authentication();
    }

    @Override
    public ServerHttp serverHttp() {
        return resolver.serverHttp(request);
    }

    @Override
    public DcrCredentials rejected(DcrCredentials rejected, ClientRejection why) {
        return watched(() -> resolver.reportRejected(request, rejected, why));
    }

    @Override
    public ClientStatus status() {
        return resolver.status(request);
    }

    @Override
    public Verification verify(Verification.Option... options) {
        Verification found = resolver.verify(request, options);
        if (found.problem() != null) {
            state.unusable(found.problem());
        } else if (found.replacement() != null) {
            state.usable();
        }
        return found;
    }

    private DcrCredentials watched(Supplier<DcrCredentials> work) {
        try {
            DcrCredentials credentials = work.get();
            state.usable();
            return credentials;
        } catch (DcrException e) {
            state.unusable(e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return "UpstreamClient[" + name() + "]";
    }
}
