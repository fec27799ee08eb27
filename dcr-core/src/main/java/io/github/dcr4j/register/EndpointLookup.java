package io.github.dcr4j.register;

import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.metadata.AuthorizationServerMetadata;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.Finding;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.register.KeptDocuments.Document;
import io.github.dcr4j.request.AuthenticationOffer;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.Upstream;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoints of a request's server: the caller's own, or those of its metadata, which is kept for ten minutes,
 * and less long where {@link KeptDocuments} has no room for it. Thread-safe.
 */
public final class EndpointLookup {
    private static final List<String> AUTH_METHODS_BY_DEFAULT =
            List.of(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC.wireName());

    private final MetadataClient client;
    private final KeptDocuments kept;
    private volatile BiConsumer<Upstream, Discovery> onRead = (upstream, discovery) -> {};

    public EndpointLookup(MetadataClient client, DcrClock clock) {
        this(client, new KeptDocuments(clock));
    }

    public EndpointLookup(MetadataClient client, KeptDocuments kept) {
        this.client = client;
        this.kept = kept;
    }

    /** Has {@code learns} called with each document that is read and can be used, on the thread that read it. */
    public void onRead(BiConsumer<Upstream, Discovery> learns) {
        onRead = learns;
    }

    /** Returns the endpoints; a document that is kept is not read again. */
    public Endpoints find(RequestSpec request, Deadline deadline) {
        return discovers(request)
                ? endpoints(request, withDocuments(request, known(request.upstream(), deadline), deadline))
                : given(request.upstream());
    }

    /**
     * Returns what was found, and whether the server takes a client's metadata document if the request has one: the
     * server may say so in a document that is not needed otherwise.
     */
    public Discovery withDocuments(RequestSpec request, Discovery found, Deadline deadline) {
        boolean known = found.used() == null || found.clientIdDocuments() != null;
        if (known || request.otherWays().document() == null) {
            return found;
        }
        List<Finding> further = further(request.upstream(), found, deadline);
        Discovery all = found.withClientIdDocuments(MetadataClient.takesDocuments(further));
        if (further.stream().noneMatch(Finding::retryable)) {
            kept.put(document(request.upstream()), all);
        }
        return all;
    }

    /** Returns whether the endpoints of a request's server are those of a document that was read before. */
    boolean isKept(RequestSpec request) {
        return discovers(request) && kept.find(document(request.upstream())) != null;
    }

    /** Keeps the document no longer that named {@code refused}, where nothing can be registered. */
    void forget(RequestSpec request, Endpoints refused) {
        if (discovers(request)) {
            // another attempt may have read it anew by now
            kept.forget(document(request.upstream()), known -> names(known, refused));
        }
    }

    private static boolean names(Discovery known, Endpoints refused) {
        EndpointUrl named = known.metadata().registrationEndpoint();
        return named == null
                ? refused.registrationGuessed()
                : named.text().equals(refused.registrationEndpoint().text());
    }

    /** Returns whether anything is discovered for {@code request}. */
    public static boolean discovers(RequestSpec request) {
        return request.upstream().source() != Upstream.Source.REGISTRATION_ENDPOINT;
    }

    /** Returns the endpoints of a discovered server. */
    public static Endpoints endpoints(RequestSpec request, Discovery discovery) {
        Upstream upstream = request.upstream();
        AuthorizationServerMetadata metadata = discovery.metadata();
        if (upstream.strict()) {
            ensureStandard(metadata, discovery.deviations());
        }
        String unregistrable = unregistrable(upstream, metadata);
        if (unregistrable != null && request.otherWays().isNone()) {
            throw DcrException.at(DISCOVER, unregistrable).exception();
        }
        // what is stored is shared with requests that have none of their own: those of this one win when it reads them
        EndpointUrl token =
                chosen("token_endpoint", metadata.tokenEndpoint(), upstream.tokenEndpoint(), upstream, metadata);
        EndpointUrl authorization = chosen(
                "authorization_endpoint",
                metadata.authorizationEndpoint(),
                upstream.authorizationEndpoint(),
                upstream,
                metadata);
        if (token == null) {
            throw missing("token_endpoint", "tokenEndpoint", metadata);
        }
        if (authorization == null && request.profile().needsAuthorizationEndpoint()) {
            throw missing("authorization_endpoint", "authorizationEndpoint", metadata);
        }
        return new Endpoints(
                metadata.issuer(),
                // the document may have been read for a request that may go elsewhere
                registrationEndpoint(metadata).reaching(upstream.egress()),
                metadata.registrationEndpoint() == null,
                authorization,
                token,
                authMethods(upstream, metadata.tokenEndpointAuthMethodsSupported()),
                metadata.grantTypesSupported(),
                orEmpty(metadata.scopesSupported()),
                upstream.declaredPkceS256() || listsPkce(metadata),
                listsPkce(metadata),
                upstream.declaredIss() || metadata.issParameterSupported(),
                new AuthenticationOffer(
                        metadata.signingAlgorithmsSupported(), alias(metadata.mtlsTokenEndpoint(), upstream)),
                Boolean.TRUE.equals(discovery.clientIdDocuments()),
                unregistrable,
                discovery.deviations());
    }

    static void ensureStandard(AuthorizationServerMetadata metadata, List<Deviation> deviations) {
        for (Deviation deviation : deviations) {
            if (deviation.code().forbidden()) {
                throw notStandard(metadata, deviation.toString());
            }
        }
        if (metadata.responseTypesSupported() == null) {
            throw notStandard(metadata, "it has no response_types_supported (RFC 8414, section 2)");
        }
    }

    private static DcrException notStandard(AuthorizationServerMetadata metadata, String what) {
        return DcrException.at(
                        DISCOVER,
                        "the metadata of " + metadata.source().printable()
                                + " departs from the standards, and the request is strict: " + what
                                + "; report it to the operator of the server, or leave strict() out")
                .exception();
    }

    /** Returns the endpoints of a server of which nothing is discovered: the caller's own. */
    public static Endpoints given(Upstream upstream) {
        return new Endpoints(
                upstream.declaredIssuer(),
                upstream.url(),
                false,
                upstream.authorizationEndpoint(),
                Objects.requireNonNull(upstream.tokenEndpoint(), "tokenEndpoint"),
                authMethods(upstream, null),
                null,
                List.of(),
                upstream.declaredPkceS256(),
                false,
                upstream.declaredIss(),
                AuthenticationOffer.UNKNOWN,
                false,
                null,
                List.of());
    }

    private Discovery known(Upstream upstream, Deadline deadline) {
        Discovery known = kept.find(document(upstream));
        return known == null ? searchAndKeep(upstream, deadline) : known;
    }

    /** Searches for the metadata, whatever is known of it. */
    public Discovery search(Upstream upstream, Deadline deadline) {
        return client.discover(upstream.candidates(), upstream.expectedIssuer(), deadline);
    }

    /** Searches for the metadata, whatever is known of it, and keeps what is found. */
    public Discovery searchAndKeep(Upstream upstream, Deadline deadline) {
        Discovery discovery = search(upstream, deadline);
        if (discovery.used() != null) {
            kept.put(document(upstream), discovery);
            onRead.accept(upstream, discovery);
        }
        return discovery;
    }

    /** Reads the documents of the server that {@code found} did not need. */
    List<Finding> further(Upstream upstream, Discovery found, Deadline deadline) {
        return client.further(upstream.candidates(), found, upstream.expectedIssuer(), deadline);
    }

    private static Document document(Upstream upstream) {
        return new Document(upstream.url(), upstream.expectedIssuer());
    }

    private static @Nullable String unregistrable(Upstream upstream, AuthorizationServerMetadata metadata) {
        return metadata.registrationEndpoint() != null || upstream.registerPathFallback()
                ? null
                : "the metadata at " + metadata.source().printable()
                        + " names no registration_endpoint: this server does not offer registration there;"
                        + " give its registrationEndpoint instead, with the endpoints the grants need"
                        + (upstream.strict()
                                ? ""
                                : ", or allow "
                                        + AdvisedOption.PATH_FALLBACK.withValue(
                                                true, upstream.egress().optionNames()));
    }

    private static EndpointUrl registrationEndpoint(AuthorizationServerMetadata metadata) {
        EndpointUrl named = metadata.registrationEndpoint();
        if (named != null) {
            return named;
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

    private static boolean listsPkce(AuthorizationServerMetadata metadata) {
        return orEmpty(metadata.codeChallengeMethodsSupported()).contains("S256");
    }

    /**
     * Returns the document's endpoint, or else the operator's own. The caller dials it, so that what a document must
     * not have us dial is not handed on either: an address as it is written here, a name when it is dialled.
     */
    private static @Nullable EndpointUrl chosen(
            String member,
            @Nullable EndpointUrl named,
            @Nullable EndpointUrl own,
            Upstream upstream,
            AuthorizationServerMetadata metadata) {
        String refusal = named == null ? null : upstream.refusal(named.reaching(upstream.egress()));
        if (named == null || (refusal != null && own != null)) {
            return own;
        }
        if (refusal != null) {
            throw DcrException.at(
                            DISCOVER,
                            "the metadata at " + metadata.source().printable() + " names a " + member
                                    + " that is not handed on, " + named.printable() + ": " + refusal)
                    .exception();
        }
        return named;
    }

    /** An alias that must not be handed on counts as absent: few clients have a use for it. */
    private static @Nullable EndpointUrl alias(@Nullable EndpointUrl named, Upstream upstream) {
        return named == null || upstream.refusal(named.reaching(upstream.egress())) != null ? null : named;
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
