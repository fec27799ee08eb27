package io.github.dcr4j.request;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.metadata.DiscoveryUrl;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what a request says of its server, and checks that it goes together. Not thread-safe. */
public final class UpstreamBuilder {
    @Nullable
    public EndpointUrl discoveryUrl;

    @Nullable
    public EndpointUrl upstreamIssuer;

    @Nullable
    public EndpointUrl registrationEndpoint;

    @Nullable
    public EndpointUrl expectedIssuer;

    @Nullable
    public EndpointUrl issuer;

    public boolean declaredIss;

    @Nullable
    public EndpointUrl authorizationEndpoint;

    @Nullable
    public EndpointUrl tokenEndpoint;

    @Nullable
    public List<TokenEndpointAuthMethod> declaredAuthMethods;

    public boolean declaredPkceS256;
    public boolean registerPathFallback = true;
    public boolean privateAddressesAllowed;
    public final Set<String> privateHosts = new LinkedHashSet<>();

    /** Host and port to which {@code http} is open. */
    @Nullable
    public String insecure;

    public boolean authorizedInsecurely;
    public boolean strict;
    public boolean issuerMayBeMissing;
    public final Set<String> trustedAuthorities = new LinkedHashSet<>();

    /** What the operator calls options; {@code null} for as in code. */
    public @Nullable Function<String, Optional<String>> optionNames;

    @Nullable
    public String providerName;

    /**
     * Returns the server.
     *
     * @param dropsRefusedScopes whether the client is registered without scopes that the server refuses
     * @throws IllegalStateException if what was set does not go together
     * @throws IllegalArgumentException if an address is {@code http} where that is not open
     */
    public Upstream build(boolean dropsRefusedScopes) {
        checkSchemes();
        List<String> given = new ArrayList<>();
        if (discoveryUrl != null) {
            given.add("discoveryUrl=" + discoveryUrl.printable());
        }
        if (upstreamIssuer != null) {
            given.add("upstreamIssuer=" + upstreamIssuer.printable());
        }
        if (registrationEndpoint != null) {
            given.add("registrationEndpoint=" + registrationEndpoint.printable());
        }
        if (given.size() != 1) {
            throw new IllegalStateException(
                    "set exactly one of discoveryUrl, upstreamIssuer and registrationEndpoint; set: " + given);
        }
        if (expectedIssuer != null && discoveryUrl == null) {
            throw new IllegalStateException("expectedIssuer=" + expectedIssuer.printable()
                    + " goes with discoveryUrl only; " + given.get(0) + " says the issuer itself, or needs none");
        }
        checkIssuer(given.get(0));
        if (dropsRefusedScopes && strict) {
            throw new IllegalStateException(
                    "dropRefusedScopes lets the server choose other scopes than those that were named,"
                            + " which strict refuses; set one of them");
        }
        if (issuerMayBeMissing && strict) {
            throw new IllegalStateException("issuerMayBeMissing tolerates what strict refuses; set one of them");
        }
        return discoveryUrl != null
                ? upstream(Upstream.Source.DISCOVERY_URL, discoveryUrl, issuerAt(discoveryUrl))
                : upstreamIssuer != null
                        ? upstream(Upstream.Source.ISSUER, upstreamIssuer, upstreamIssuer.text())
                        : upstream(
                                Upstream.Source.REGISTRATION_ENDPOINT,
                                Objects.requireNonNull(registrationEndpoint),
                                null);
    }

    private void checkSchemes() {
        checkScheme("discoveryUrl", discoveryUrl);
        checkScheme("upstreamIssuer", upstreamIssuer);
        checkScheme("registrationEndpoint", registrationEndpoint);
        checkScheme("expectedIssuer", expectedIssuer);
        checkScheme("issuer", issuer);
        checkScheme("authorizationEndpoint", authorizationEndpoint);
        checkScheme("tokenEndpoint", tokenEndpoint);
    }

    private void checkScheme(String property, @Nullable EndpointUrl url) {
        if (url != null && !url.isOpen(insecure)) {
            throw url.closed(property, AdvisedOption.INSECURE_HTTP.named(optionNames));
        }
    }

    private void checkIssuer(String source) {
        if (issuer != null && registrationEndpoint == null) {
            throw new IllegalStateException(
                    "issuer=" + issuer.printable()
                            + " goes with registrationEndpoint only; with " + source
                            + " the server's metadata names it, and expectedIssuer says which it must be where discoveryUrl does not");
        }
        if (declaredIss && registrationEndpoint != null && issuer == null) {
            throw new IllegalStateException(AdvisedOption.SENDS_ISS.named(optionNames)
                    + " needs issuer: nothing is discovered, and iss would be compared with nothing");
        }
    }

    private String issuerAt(EndpointUrl discovery) {
        return expectedIssuer == null ? DiscoveryUrl.derivedIssuer(discovery) : expectedIssuer.text();
    }

    private Upstream upstream(Upstream.Source source, EndpointUrl url, @Nullable String issuer) {
        Set<String> named = new LinkedHashSet<>(trustedAuthorities);
        named.add(url.authority());
        if (expectedIssuer != null) {
            named.add(expectedIssuer.authority());
        }
        return new Upstream(
                source,
                url.reaching(new Egress(
                        named, privateAddressesAllowed, privateHosts, insecure, authorizedInsecurely, optionNames)),
                issuer,
                authorizationEndpoint,
                tokenEndpoint,
                declaredAuthMethods,
                declaredPkceS256,
                registerPathFallback && !strict,
                issuerMayBeMissing,
                this.issuer == null ? null : this.issuer.text(),
                declaredIss,
                strict);
    }

    /**
     * Checks that the endpoints which {@code profile} needs are known where nothing is discovered.
     *
     * @throws IllegalStateException if one is missing
     */
    public static void checkEndpoints(Upstream upstream, ClientProfile profile) {
        if (upstream.source() != Upstream.Source.REGISTRATION_ENDPOINT) {
            return;
        }
        if (upstream.tokenEndpoint() == null) {
            throw missing("tokenEndpoint", upstream);
        }
        if (profile.needsAuthorizationEndpoint() && upstream.authorizationEndpoint() == null) {
            throw missing("authorizationEndpoint", upstream);
        }
    }

    private static IllegalStateException missing(String property, Upstream upstream) {
        return new IllegalStateException(property + " is missing: with registrationEndpoint="
                + upstream.url().printable() + " nothing is discovered, and the grants need it");
    }
}
