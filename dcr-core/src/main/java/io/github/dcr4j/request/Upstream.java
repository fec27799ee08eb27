package io.github.dcr4j.request;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.DiscoveryUrl;
import io.github.dcr4j.metadata.ExpectedIssuer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * At which authorization server a client shall be registered, and what the caller knows of it.
 *
 * @param source how its endpoints are found
 * @param url the one address that was given
 * @param issuer the issuer its metadata must name; {@code null} when nothing is discovered
 * @param authorizationEndpoint the caller's own, which wins over what is discovered
 * @param tokenEndpoint likewise
 * @param declaredAuthMethods what the caller says the server supports; {@code null} to believe the server
 * @param declaredPkceS256 whether the caller says the server supports PKCE with S256
 * @param registerPathFallback whether {@code {issuer}/register} is tried when the metadata names no registration
 *     endpoint
 * @param issuerMayBeMissing whether a document that names no issuer is taken for the expected one's
 * @param declaredIssuer the issuer that the caller says a server has of which nothing is discovered
 * @param declaredIss whether the caller says the server sends {@code iss} in authorization responses
 * @param strict whether what the standards do not allow is refused
 */
public record Upstream(
        Source source,
        EndpointUrl url,
        @Nullable String issuer,
        @Nullable EndpointUrl authorizationEndpoint,
        @Nullable EndpointUrl tokenEndpoint,
        @Nullable List<TokenEndpointAuthMethod> declaredAuthMethods,
        boolean declaredPkceS256,
        boolean registerPathFallback,
        boolean issuerMayBeMissing,
        @Nullable String declaredIssuer,
        boolean declaredIss,
        boolean strict) {

    /** How the endpoints are found. */
    public enum Source {
        /** From one document, at an address the caller gave. */
        DISCOVERY_URL,
        /** From the well-known addresses of an issuer. */
        ISSUER,
        /** Not at all: the caller names them. */
        REGISTRATION_ENDPOINT
    }

    /** Returns where its request may go. */
    public Egress egress() {
        return url.egress();
    }

    /** Returns where its metadata is looked for, in order. */
    public List<EndpointUrl> candidates() {
        return source == Source.DISCOVERY_URL ? List.of(url) : DiscoveryUrl.candidates(url);
    }

    /** Returns whose metadata that must be. */
    public ExpectedIssuer expectedIssuer() {
        String named = Objects.requireNonNull(issuer, "issuer");
        boolean derived = source == Source.DISCOVERY_URL && named.equals(DiscoveryUrl.derivedIssuer(url));
        return new ExpectedIssuer(named, issuerMayBeMissing, derived);
    }

    /** Returns why {@code endpoint}, which a document names, is not handed out; {@code null} if it is. */
    public @Nullable String refusal(EndpointUrl endpoint) {
        if (!endpoint.loopback()) {
            return GuardedHttp.refusal(endpoint);
        }
        // a server on this machine that the operator named may have its endpoints on this machine
        return endpoint.namedByOperator() || url.loopback()
                ? null
                : "it is on this machine, which the operator did not name; "
                        + AdvisedOption.TRUSTED_AUTHORITY.withValue(endpoint.authority(), egress().optionNames())
                        + " vouches for it";
    }

    /**
     * Returns the address of the document where it is none of the issuer's own: the server there says what the
     * endpoints are, which makes it part of the key. Empty otherwise.
     */
    String ownDocument() {
        if (source != Source.DISCOVERY_URL || issuer == null) {
            return "";
        }
        boolean issuersOwn = DiscoveryUrl.candidates(EndpointUrl.issuerUnlessClosed("issuer", issuer))
                .contains(url);
        return issuersOwn ? "" : url.text();
    }

    /** Returns what the key calls this server. */
    String name() {
        return issuer == null ? url.text() : issuer;
    }
}
