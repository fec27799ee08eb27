package io.github.dcr4j.resolver;

import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.protocol.AuthorizationServerMetadata;
import io.github.dcr4j.protocol.Deadline;
import io.github.dcr4j.protocol.DiscoveryUrl;
import io.github.dcr4j.protocol.EndpointUrl;
import io.github.dcr4j.protocol.MetadataClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints of a request's server: the caller's own, or those of its metadata, which is kept for ten minutes.
 * Thread-safe.
 */
final class EndpointLookup {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MOST_KEPT = 1_000;
    private static final List<String> AUTH_METHODS_BY_DEFAULT =
            List.of(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC.wireName());

    private final MetadataClient client;
    private final DcrClock clock;
    private final ConcurrentHashMap<Document, Kept> kept = new ConcurrentHashMap<>();

    private record Document(EndpointUrl url, String issuer) {}

    private record Kept(AuthorizationServerMetadata metadata, Deadline until) {}

    EndpointLookup(MetadataClient client, DcrClock clock) {
        this.client = client;
        this.clock = clock;
    }

    Endpoints find(DcrRequest request, Deadline deadline) {
        Upstream upstream = request.upstream();
        if (upstream.source() == Upstream.Source.REGISTRATION_ENDPOINT) {
            return given(upstream);
        }
        AuthorizationServerMetadata metadata = metadata(upstream, deadline);
        EndpointUrl token = first(upstream.tokenEndpoint(), metadata.tokenEndpoint());
        EndpointUrl authorization = first(upstream.authorizationEndpoint(), metadata.authorizationEndpoint());
        if (token == null) {
            throw missing("token_endpoint", "tokenEndpoint", metadata);
        }
        if (authorization == null && request.profile().needsAuthorizationEndpoint()) {
            throw missing("authorization_endpoint", "authorizationEndpoint", metadata);
        }
        return new Endpoints(
                metadata.issuer(),
                // the document may have been read for a request that may go elsewhere
                registrationEndpoint(upstream, metadata).reaching(upstream.egress()),
                metadata.registrationEndpoint() == null,
                authorization,
                token,
                authMethods(upstream, metadata.tokenEndpointAuthMethodsSupported()),
                metadata.grantTypesSupported(),
                orEmpty(metadata.scopesSupported()),
                upstream.declaredPkceS256()
                        || orEmpty(metadata.codeChallengeMethodsSupported()).contains("S256"),
                metadata.issParameterSupported(),
                metadata.deviations());
    }

    private static Endpoints given(Upstream upstream) {
        return new Endpoints(
                null,
                upstream.url(),
                false,
                upstream.authorizationEndpoint(),
                Objects.requireNonNull(upstream.tokenEndpoint(), "tokenEndpoint"),
                authMethods(upstream, null),
                null,
                List.of(),
                upstream.declaredPkceS256(),
                false,
                List.of());
    }

    private AuthorizationServerMetadata metadata(Upstream upstream, Deadline deadline) {
        String issuer = Objects.requireNonNull(upstream.issuer(), "issuer");
        Document document = new Document(upstream.url(), issuer);
        Kept known = kept.get(document);
        if (known != null && !known.until().passed()) {
            return known.metadata();
        }
        List<EndpointUrl> candidates = upstream.source() == Upstream.Source.DISCOVERY_URL
                ? List.of(upstream.url())
                : DiscoveryUrl.candidates(upstream.url());
        AuthorizationServerMetadata found = client.discover(candidates, issuer, deadline);
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(document, new Kept(found, Deadline.after(clock, KEPT)));
        return found;
    }

    private static EndpointUrl registrationEndpoint(Upstream upstream, AuthorizationServerMetadata metadata) {
        EndpointUrl named = metadata.registrationEndpoint();
        if (named != null) {
            return named;
        }
        if (!upstream.registerPathFallback()) {
            throw DcrException.at(
                            DISCOVER,
                            "the metadata at " + metadata.source().printable()
                                    + " names no registration_endpoint: this server does not offer registration there;"
                                    + " give its registrationEndpoint instead, with the endpoints the grants need, or allow"
                                    + " registerPathFallback")
                    .exception();
        }
        String issuer = metadata.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return EndpointUrl.ofServer("registration endpoint", base + "/register", metadata.source());
    }

    /** RFC 8414, section 2: a server that lists no methods supports {@code client_secret_basic}. */
    private static List<String> authMethods(Upstream upstream, @Nullable List<String> listed) {
        List<TokenEndpointAuthMethod> declared = upstream.declaredAuthMethods();
        if (declared != null) {
            return declared.stream().map(TokenEndpointAuthMethod::wireName).toList();
        }
        return listed == null ? AUTH_METHODS_BY_DEFAULT : listed;
    }

    private static DcrException missing(String member, String property, AuthorizationServerMetadata metadata) {
        return DcrException.at(
                        DISCOVER,
                        "the metadata at " + metadata.source().printable() + " names no " + member
                                + ", and the grants need it; set " + property + " on the request if the server has one")
                .exception();
    }

    private static @Nullable EndpointUrl first(@Nullable EndpointUrl own, @Nullable EndpointUrl discovered) {
        return own != null ? own : discovered;
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
