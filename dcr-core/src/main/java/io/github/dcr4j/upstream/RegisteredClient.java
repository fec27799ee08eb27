package io.github.dcr4j.upstream;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.ClientStatus.Way;
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
import io.github.dcr4j.upstream.log.UpstreamState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that is kept in the store: one that is registered by the library, or one that was registered by hand at a
 * server that is discovered. Thread-safe.
 */
final class RegisteredClient implements UpstreamClient {
    private final UpstreamConfig config;
    private final DcrResolver resolver;
    private final UpstreamState state;
    private final @Nullable LastSecret secret;
    private final CurrentRequest asked;

    /**
     * Creates it.
     *
     * @param owners the upstream that had each key first
     */
    RegisteredClient(
            UpstreamConfig config,
            String consumer,
            DcrResolver resolver,
            ConcurrentMap<DcrKey, UpstreamConfig> owners) {
        this.config = config;
        this.resolver = resolver;
        this.state = new UpstreamState(config.name());
        this.secret = config.client()
                .map(PreRegisteredClient::clientSecret)
                .map(LastSecret::new)
                .orElse(null);
        this.asked = new CurrentRequest(config, consumer, resolver, secret, key -> keyLearnt(key, owners));
    }

    /** Resources that name one server share a client as they should; of others that is seldom meant. */
    private void keyLearnt(DcrKey key, ConcurrentMap<DcrKey, UpstreamConfig> owners) {
        UpstreamConfig first = owners.putIfAbsent(key, config);
        boolean meant = first == null
                || first.name().equals(name())
                || (first.resource().isPresent() && config.resource().isPresent());
        if (!meant) {
            state.sharesKeyWith(first.name(), key);
        }
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
    public Optional<DcrKey> key() {
        return Optional.ofNullable(asked.known()).map(DcrRequest::key);
    }

    @Override
    public DcrRequest request() {
        return asked.now();
    }

    @Override
    public Optional<String> resource() {
        return Optional.ofNullable(asked.resource());
    }

    @Override
    public List<String> scopes() {
        return asked.scopes();
    }

    /** Returns whose answer it waits for: the server, or the resource as long as that has not named one. */
    String server() {
        DcrRequest known = asked.known();
        return (known == null ? asked.anywhere() : known).server();
    }

    @Override
    public List<String> grantTypes() {
        return asked.anywhere().grantTypes();
    }

    @Override
    public Optional<String> redirectUri() {
        DcrRequest request = asked.anywhere();
        return request.key().redirectUris().isEmpty() ? Optional.empty() : Optional.of(request.redirectUri());
    }

    @Override
    public DcrCredentials credentials() {
        return watched(() -> {
            readSecret();
            return resolver.resolve(asked.now());
        });
    }

    /** Reads it here and not in an attempt, whose failure would hold others back. */
    private void readSecret() {
        if (secret != null) {
            secret.get();
        }
    }

    /** Returns what {@link #credentials()} returns or throws, as a future. */
    CompletableFuture<DcrCredentials> credentialsAsync() {
        readSecret();
        DcrRequest known = config.resource().isEmpty() ? asked.known() : null;
        CompletableFuture<DcrCredentials> answer =
                known == null ? asked.nowAsync().thenCompose(resolver::resolveAsync) : resolver.resolveAsync(known);
        return answer.whenComplete((credentials, failure) -> {
            if (failure == null) {
                state.usable();
            } else if (cause(failure) instanceof DcrException e) {
                state.unusable(e);
            }
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public Optional<DcrCredentials> credentials(String generation) {
        return resolver.find(asked.now(), generation);
    }

    @Override
    public DcrCredentials moved(DcrCredentials used) {
        ensureGiven(used);
        DcrRequest request = ofServer(used);
        return request == null ? used : resolver.reportMoved(request, used);
    }

    private void ensureGiven(DcrCredentials used) {
        if (!asked.gave(used)) {
            throw new IllegalArgumentException(used + " were not given for upstream " + name());
        }
    }

    /** Returns what is asked for at the server of {@code used}; {@code null} if the resource names another by now. */
    private @Nullable DcrRequest ofServer(DcrCredentials used) {
        DcrRequest known = asked.known();
        DcrRequest request = known != null && known.key().equals(used.key()) ? known : asked.now();
        return request.key().equals(used.key()) ? request : null;
    }

    @Override
    public ServerMetadata serverMetadata() {
        return resolver.serverMetadata(asked.now());
    }

    @Override
    public ClientAuthentication authentication() {
        return asked.anywhere().authentication();
    }

    @Override
    public ServerHttp serverHttp() {
        return resolver.serverHttp(asked.now());
    }

    @Override
    public DcrCredentials rejected(DcrCredentials rejected, ClientRejection why) {
        ensureGiven(rejected);
        PreRegisteredClient byHand = config.client().orElse(null);
        if (byHand != null) {
            return rejectedByHand(byHand, rejected, why);
        }
        return watched(() -> {
            DcrRequest request = ofServer(rejected);
            return request == null ? resolver.resolve(asked.now()) : resolver.reportRejected(request, rejected, why);
        });
    }

    private DcrCredentials rejectedByHand(PreRegisteredClient byHand, DcrCredentials rejected, ClientRejection why) {
        DcrCredentials anew = watched(() -> {
            if (secret != null) {
                secret.anew();
            }
            return resolver.resolve(asked.now());
        });
        if (anew.clientSecret().equals(rejected.clientSecret())) {
            state.rejectedByHand(byHand.clientId(), why);
        } else {
            state.configuredAnew();
        }
        return anew;
    }

    @Override
    public ClientStatus status() {
        DcrRequest known = asked.known();
        ClientStatus status = known == null ? null : resolver.status(known);
        String why = asked.failure();
        if (status == null) {
            return standing(null, State.NONE, why);
        }
        String rejection = state.rejection();
        if (rejection != null && status.state() == State.USABLE) {
            return standing(status, State.REJECTED, rejection);
        }
        return why == null || status.lastFailure() != null ? status : standing(status, status.state(), why);
    }

    private static ClientStatus standing(@Nullable ClientStatus status, State state, @Nullable String why) {
        if (status == null) {
            return new ClientStatus(null, state, Way.REGISTERED, null, null, null, null, true, 0, why, null, false);
        }
        return new ClientStatus(
                status.key(),
                state,
                status.way(),
                status.clientId(),
                status.generation(),
                status.createdAt(),
                status.clientSecretExpiresAt(),
                status.saved(),
                status.failures(),
                why,
                status.nextTry(),
                status.underWay());
    }

    @Override
    public Verification verify(Verification.Option... options) {
        Verification found = resolver.verify(asked.now(), options);
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
