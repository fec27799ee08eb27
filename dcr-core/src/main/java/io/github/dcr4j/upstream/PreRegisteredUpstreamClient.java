package io.github.dcr4j.upstream;

import io.github.dcr4j.ClientStatus;
import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.upstream.log.UpstreamState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client that was registered by hand, of whose server nothing is discovered: what is configured. Thread-safe. */
final class PreRegisteredUpstreamClient implements UpstreamClient {
    private static final List<String> GRANTS = List.of("authorization_code", "refresh_token");

    private final UpstreamConfig config;
    private final PreRegisteredClient client;
    private final DcrKey key;
    private final List<String> redirectUris;
    private final UpstreamState state;
    private final ServerHttp http;
    private volatile @Nullable DcrCredentials known;

    PreRegisteredUpstreamClient(
            UpstreamConfig config, PreRegisteredClient client, String consumer, DcrResolver resolver) {
        this.config = config;
        this.client = client;
        this.redirectUris = config.redirectUri().map(List::of).orElse(List.of());
        this.key = DcrKey.builder(consumer, config.tokenEndpoint().orElseThrow().toString())
                .redirectUris(redirectUris)
                .scopes(config.scopes())
                .profile("fixed client=" + client.clientId())
                .build();
        this.state = new UpstreamState(config.name());
        this.http = resolver.serverHttp(config.requests().serverOfFixedClient(consumer));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Optional<DcrKey> key() {
        return Optional.of(key);
    }

    @Override
    public DcrRequest request() {
        throw new IllegalStateException("upstream " + name()
                + " has a fixed client, and nothing is discovered: no client of it is in the store");
    }

    @Override
    public Optional<String> resource() {
        return Optional.empty();
    }

    @Override
    public List<String> scopes() {
        return config.scopes();
    }

    @Override
    public UpstreamConfig config() {
        return config;
    }

    @Override
    public List<String> grantTypes() {
        return GRANTS;
    }

    @Override
    public Optional<String> redirectUri() {
        return config.redirectUri();
    }

    @Override
    public DcrCredentials credentials() {
        DcrCredentials read = known;
        return read == null ? read() : read;
    }

    private DcrCredentials read() {
        try {
            SecretSource source = client.clientSecret();
            DcrCredentials read = credentials(source == null ? null : source.read());
            known = read;
            state.usable();
            return read;
        } catch (DcrException e) {
            state.unusable(e);
            throw e;
        }
    }

    /** The same on every replica and after every start: there is one generation, and it was there before us. */
    private DcrCredentials credentials(@Nullable Secret secret) {
        return DcrCredentials.builder(key)
                .clientId(client.clientId())
                .clientSecret(secret)
                .tokenEndpointAuthMethod(client.method())
                .issuer(config.issuer().orElse(null))
                .issParameterSupported(config.serverSendsIss())
                .authorizationEndpoint(config.authorizationEndpoint().orElse(null))
                .tokenEndpoint(config.tokenEndpoint().orElseThrow())
                .redirectUris(redirectUris)
                .scopes(config.scopes())
                .grantTypes(GRANTS)
                .createdAt(Instant.EPOCH)
                .providerName(config.providerName().orElse(config.name()))
                .generation(generation())
                .build();
    }

    @Override
    public Optional<DcrCredentials> credentials(String generation) {
        DcrCredentials configured = credentials();
        return configured.generation().equals(generation) ? Optional.of(configured) : Optional.empty();
    }

    @Override
    public DcrCredentials moved(DcrCredentials used) {
        return used;
    }

    @Override
    public ServerMetadata serverMetadata() {
        Map<String, Object> configured = new LinkedHashMap<>();
        config.issuer().ifPresent(issuer -> configured.put("issuer", issuer));
        config.authorizationEndpoint()
                .ifPresent(endpoint -> configured.put("authorization_endpoint", endpoint.toString()));
        config.tokenEndpoint().ifPresent(endpoint -> configured.put("token_endpoint", endpoint.toString()));
        if (config.serverSendsIss()) {
            configured.put("authorization_response_iss_parameter_supported", true);
        }
        return ServerMetadata.of(configured);
    }

    @Override
    public ClientAuthentication authentication() {
        return config.authentication().orElse(ClientAuthentication.withoutKeys());
    }

    @Override
    public ServerHttp serverHttp() {
        return http;
    }

    @Override
    public DcrCredentials rejected(DcrCredentials rejected, ClientRejection why) {
        if (!rejected.key().equals(key)) {
            throw new IllegalArgumentException(rejected + " were not given for upstream " + name());
        }
        DcrCredentials anew = read();
        if (anew.clientSecret().equals(rejected.clientSecret())) {
            state.rejectedByHand(client.clientId(), why);
        } else {
            state.configuredAnew();
        }
        return anew;
    }

    @Override
    public ClientStatus status() {
        String rejection = state.rejection();
        String failure = null;
        try {
            DcrCredentials unused = credentials();
        } catch (DcrException e) {
            failure = e.getMessage();
        }
        State found = rejection == null ? State.USABLE : State.REJECTED;
        return new ClientStatus(
                key,
                failure == null ? found : State.NONE,
                Way.PRE_REGISTERED,
                ForeignText.of(client.clientId()),
                failure == null ? generation() : null,
                null,
                null,
                true,
                0,
                failure == null ? rejection : failure,
                null,
                false);
    }

    @Override
    public Verification verify(Verification.Option... options) {
        return new Verification(
                Outcome.UNKNOWN, ForeignText.of(client.clientId()), generation(), List.of(), null, null);
    }

    private String generation() {
        return "fixed-" + key.fingerprint().substring(0, 26);
    }

    @Override
    public String toString() {
        return "UpstreamClient[" + name() + "]";
    }
}
