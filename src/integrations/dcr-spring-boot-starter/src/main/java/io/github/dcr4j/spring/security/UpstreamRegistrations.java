package io.github.dcr4j.spring.security;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.upstream.UpstreamClient;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/** The registrations of one upstream: that of its current client, and a few of former ones. Thread-safe. */
final class UpstreamRegistrations {
    /** Former clients whose logins or tokens are still in use; more are built again when they are needed. */
    private static final int KEPT = 32;

    /** How long what a server says about itself is used, beyond the client; token endpoints are followed at once. */
    private static final long METADATA_NANOS = Duration.ofHours(1).toNanos();

    private static final String NOT_KNOWN_YET = "https://not-known-yet.invalid";

    private final UpstreamClient upstream;
    private final List<DcrClientRegistrationCustomizer> customizers;
    private final TokenCalls calls;
    private final LongSupplier nanoTime;
    private final AtomicLong metadataDue = new AtomicLong();
    private final Map<String, Built> kept = new LinkedHashMap<>(16, 0.75f, true);
    private volatile @Nullable Built latest;

    private record Built(
            DcrCredentials client,
            List<String> scopes,
            @Nullable ServerMetadata server,
            ClientRegistration registration) {
        boolean isOf(DcrCredentials other, List<String> wanted) {
            // a hit has the same objects, which equals sees first
            return client.equals(other) && scopes.equals(wanted);
        }

        /** Prints no secret, which the registration would. */
        @Override
        public String toString() {
            return "Built[" + client + "]";
        }
    }

    UpstreamRegistrations(
            UpstreamClient upstream, List<DcrClientRegistrationCustomizer> customizers, LongSupplier nanoTime) {
        this.upstream = upstream;
        this.nanoTime = nanoTime;
        this.customizers = customizers;
        this.calls = TokenCalls.of(upstream);
    }

    String name() {
        return upstream.name();
    }

    TokenCalls calls() {
        return calls;
    }

    /** Returns what requests send as {@code resource} (RFC 8707); {@code null} for nothing. */
    @Nullable
    String resource() {
        return upstream.resource().orElse(null);
    }

    /** Returns the registration of the client that the upstream has now. */
    ClientRegistration current() {
        return asking(() -> {
            DcrCredentials client = upstream.credentials();
            Built known = latest;
            if (known != null && known.isOf(client, upstream.scopes())) {
                return known.server == null ? known.registration : withMetadata(known, known.server);
            }
            Built built = built(client);
            metadataDue.set(nanoTime.getAsLong() + METADATA_NANOS);
            latest = built;
            return built.registration;
        });
    }

    /** Asks the server once in a while whether it has moved its keys, say; one that does not answer changes nothing. */
    private ClientRegistration withMetadata(Built known, ServerMetadata server) {
        long due = metadataDue.get();
        long now = nanoTime.getAsLong();
        if (now - due < 0 || !metadataDue.compareAndSet(due, now + METADATA_NANOS)) {
            return known.registration;
        }
        try {
            if (upstream.serverMetadata().members().equals(server.members())) {
                return known.registration;
            }
            Built anew = build(known.client);
            keep(anew);
            latest = anew;
            return anew.registration;
        } catch (DcrException e) {
            return known.registration;
        }
    }

    /** Returns the registration of exactly these credentials. */
    ClientRegistration of(DcrCredentials client) {
        return asking(() -> {
            Built known = latest;
            return known != null && known.isOf(client, upstream.scopes())
                    ? known.registration
                    : built(client).registration;
        });
    }

    Optional<ClientRegistration> ofGeneration(String generation) {
        return client(generation).map(this::of);
    }

    private Optional<DcrCredentials> client(String generation) {
        return asking(() -> upstream.credentials(generation));
    }

    /**
     * Returns the client of that id, to use what it has obtained: a code or a refresh token is never sent with another
     * one. If it is the current client, renewed or not, that is returned as it is now.
     *
     * @param generation of the client then; {@code null} if it was not noted
     * @return empty if the client is gone, or not known here
     */
    Optional<DcrCredentials> owner(String clientId, @Nullable String generation) {
        DcrException unavailable = null;
        try {
            DcrCredentials current = upstream.credentials();
            if (current.clientId().equals(clientId)) {
                return Optional.of(current);
            }
        } catch (DcrException e) {
            // a former client may do without the current one
            unavailable = e;
        }
        String noted = generation == null ? keptGeneration(clientId) : generation;
        Optional<DcrCredentials> owner = noted == null ? Optional.empty() : client(noted);
        owner = owner.filter(found -> found.clientId().equals(clientId));
        if (owner.isEmpty() && unavailable != null) {
            throw new UpstreamUnavailableException(name(), unavailable);
        }
        return owner;
    }

    /** Returns the generation of a client that this process has built a registration for; {@code null} for none. */
    @Nullable
    String keptGeneration(String clientId) {
        Built known = latest;
        if (known != null && known.client.clientId().equals(clientId)) {
            return known.client.generation();
        }
        synchronized (kept) {
            String generation = null;
            for (Built each : kept.values()) {
                if (each.client.clientId().equals(clientId)) {
                    generation = each.client.generation();
                }
            }
            return generation;
        }
    }

    /**
     * Reports that a client may be rejected, and returns whether another one took its place. It is kept if the server
     * knows it, was asked a moment ago, or does not answer.
     */
    boolean isReplaced(DcrCredentials client, ClientRejection why) {
        try {
            return !upstream.rejected(client, why).clientId().equals(client.clientId());
        } catch (DcrException e) {
            return false;
        }
    }

    private <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (DcrException e) {
            throw new UpstreamUnavailableException(name(), e);
        }
    }

    private Built built(DcrCredentials client) {
        synchronized (kept) {
            Built known = kept.get(client.generation());
            if (known != null && known.isOf(client, upstream.scopes())) {
                return known;
            }
        }
        Built built = build(client);
        keep(built);
        return built;
    }

    private void keep(Built built) {
        synchronized (kept) {
            kept.put(built.client.generation(), built);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    private Built build(DcrCredentials client) {
        ClientRegistration.Builder builder = start();
        List<String> scopes = upstream.scopes();
        Map<String, Object> metadata = new LinkedHashMap<>();
        // a token request needs none of it, and does not depend on the server's document
        ServerMetadata server = isLogin() ? upstream.serverMetadata() : null;
        if (server != null) {
            metadata.putAll(server.members());
            builder.userInfoUri(text(server.userinfoEndpoint()))
                    .jwkSetUri(text(server.jwksUri()))
                    .authorizationUri(text(client.authorizationEndpoint().or(server::authorizationEndpoint)));
        }
        ClientOfRegistration.set(builder, client)
                .scope(scopes)
                .issuerUri(client.issuer().orElse(null))
                .providerConfigurationMetadata(metadata);
        customizers.forEach(customizer -> customizer.customize(upstream, builder));
        return new Built(client, scopes, server, withoutChoice(builder.build(), client));
    }

    /** Sets what no customizer changes. */
    private ClientRegistration withoutChoice(ClientRegistration customized, DcrCredentials client) {
        return ClientRegistration.withClientRegistration(customized)
                .registrationId(name())
                .clientId(client.clientId())
                .scope(customized.getScopes())
                .providerConfigurationMetadata(ClientOfRegistration.marked(customized, client))
                .build();
    }

    /** Returns what can be said of the registration without asking anybody. */
    ClientRegistration outline() {
        Built known = latest;
        if (known != null) {
            return known.registration;
        }
        ClientRegistration.Builder builder = start().clientId("not-registered-yet")
                .scope(upstream.scopes())
                .authorizationUri(NOT_KNOWN_YET)
                .tokenUri(NOT_KNOWN_YET);
        customizers.forEach(customizer -> customizer.customize(upstream, builder));
        return builder.registrationId(name()).build();
    }

    private ClientRegistration.Builder start() {
        return ClientRegistration.withRegistrationId(name())
                .clientName(upstream.config().providerName().orElse(name()))
                .authorizationGrantType(grant())
                .redirectUri(upstream.redirectUri().orElse("{baseUrl}/login/oauth2/code/{registrationId}"))
                .userNameAttributeName("sub")
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build());
    }

    private boolean isLogin() {
        return grant().equals(AuthorizationGrantType.AUTHORIZATION_CODE);
    }

    private AuthorizationGrantType grant() {
        List<String> grants = upstream.grantTypes();
        return grants.isEmpty() || grants.contains(AuthorizationGrantType.AUTHORIZATION_CODE.getValue())
                ? AuthorizationGrantType.AUTHORIZATION_CODE
                : new AuthorizationGrantType(grants.get(0));
    }

    private static @Nullable String text(Optional<URI> address) {
        return address.map(URI::toString).orElse(null);
    }
}
