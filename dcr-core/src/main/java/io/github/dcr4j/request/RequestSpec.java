package io.github.dcr4j.request;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.OtherWays.PreRegistered;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, as the machinery reads it. Immutable, but for what a resolver remembers with it, and
 * thread-safe.
 */
public final class RequestSpec {
    /**
     * Where comes from what is asked for when a client is about to be registered; {@code null} for what is not.
     *
     * @param authorization gives what authorizes the registration
     * @param softwareStatement gives the software statement
     */
    public record Suppliers(
            @Nullable RegistrationAuthorization authorization,
            @Nullable Supplier<String> softwareStatement) {}

    private final Upstream upstream;
    private final ClientProfile profile;
    private final OtherWays otherWays;
    private final Suppliers suppliers;
    private final @Nullable String providerName;
    private final RenewalStrategy renewal;
    private final boolean deletesSuperseded;
    private final @Nullable Duration verifyEvery;
    private final DcrKey key;
    private final String metadataDigest;
    private final boolean portOfARun;
    private final boolean saysNothingOfServer;
    private final @Nullable String insecure;
    private volatile @Nullable Object remembered;
    private volatile @Nullable Own own;
    private @Nullable DcrKey found; // without a fence: any value that was ever set is right

    /** Credentials as they are stored, and with what the caller says; {@code null} for a secret that it does not say. */
    private record Own(DcrCredentials stored, @Nullable Secret secret, DcrCredentials handedOut) {}

    /**
     * Computes the key.
     *
     * @param consumer who asks
     * @param otherWays the ways to a client besides registration
     * @param suppliers what is asked for when a client is about to be registered
     * @param providerName the caller's name of the provider, for audit
     * @param deletesSuperseded whether clients that are out of use are deleted at the server
     * @param verifyEvery how often it is checked whether the server knows the client; {@code null} for never
     * @throws IllegalStateException if it asks for more than an answer can repeat
     */
    public RequestSpec(
            String consumer,
            Upstream upstream,
            ClientProfile profile,
            OtherWays otherWays,
            Suppliers suppliers,
            @Nullable String providerName,
            RenewalStrategy renewal,
            boolean deletesSuperseded,
            @Nullable Duration verifyEvery) {
        this.upstream = upstream;
        this.profile = profile;
        this.otherWays = otherWays;
        this.suppliers = suppliers;
        this.providerName = providerName;
        this.renewal = renewal;
        this.deletesSuperseded = deletesSuperseded;
        this.verifyEvery = verifyEvery;
        key = profile.key(consumer, upstream.name(), upstream.ownDocument(), otherWays.lines());
        metadataDigest = RegistrationPlan.digest(profile);
        portOfARun = profile.hasPortOfARun();
        saysNothingOfServer = upstream.authorizationEndpoint() == null
                && upstream.tokenEndpoint() == null
                && !upstream.declaredPkceS256()
                && !upstream.declaredIss()
                && otherWays.preRegistered() == null;
        insecure = upstream.egress().insecure();
    }

    public DcrKey key() {
        return key;
    }

    /** Returns the key to look for: equal to {@link #key}, and the very object under which a client was found last. */
    public DcrKey lookUpKey() {
        DcrKey known = found;
        return known == null ? key : known;
    }

    /** Notes the key of what was found, so that the next look-up need not compare its parts. */
    @SuppressWarnings("ReferenceEquality") // another object is compared once
    public void foundUnder(DcrKey stored) {
        if (stored != found && stored.equals(key)) {
            found = stored;
        }
    }

    /** Returns host and port of the server, as the operator named it. */
    public String server() {
        return upstream.url().authority();
    }

    public Upstream upstream() {
        return upstream;
    }

    public ClientProfile profile() {
        return profile;
    }

    /** Returns the host and port to which {@code http} is open; {@code null} for none. */
    @Nullable
    public String insecure() {
        return insecure;
    }

    /** Returns the ways to a client that there are besides registration. */
    public OtherWays otherWays() {
        return otherWays;
    }

    /**
     * Returns why the client that is registered by hand must not be used at the request's server; {@code null} if it
     * may, or there is none.
     */
    @Nullable
    public String elsewhere() {
        return otherWays.elsewhere(upstream);
    }

    /** Returns the keys or the certificate by which the client authenticates; none of either if there are none. */
    public ClientAuthentication authentication() {
        ClientAuthentication named = profile.authentication();
        return named == null ? ClientAuthentication.withoutKeys() : named;
    }

    /** Returns what authorizes the registration; {@code null} if nothing does. */
    @Nullable
    public RegistrationAuthorization authorization() {
        return suppliers.authorization();
    }

    /** Returns where a software statement comes from; {@code null} if there is none, or a fixed one in the profile. */
    @Nullable
    public Supplier<String> softwareStatement() {
        return suppliers.softwareStatement();
    }

    @Nullable
    public String providerName() {
        return providerName;
    }

    public RenewalStrategy renewal() {
        return renewal;
    }

    /** Whether clients that are out of use are deleted at the server. */
    public boolean deletesSuperseded() {
        return deletesSuperseded;
    }

    /** Returns {@code period} if clients can be checked that often. */
    public static Duration checkedPeriod(Duration period) {
        if (period.compareTo(Duration.ofHours(1)) < 0 || period.compareTo(Duration.ofDays(90)) > 0) {
            throw new IllegalArgumentException("verifyEvery must be from 1 h to 90 days: " + period);
        }
        return period;
    }

    /** Returns how often it is checked whether the server knows the client; {@code null} for never. */
    @Nullable
    public Duration verifyEvery() {
        return verifyEvery;
    }

    /** A digest of what the caller wants registered: a changed request is not held back by an earlier refusal. */
    public String metadataDigest() {
        return metadataDigest;
    }

    /**
     * Returns the credentials with what the caller says of the server, which wins: its endpoints, its issuer where none
     * is discovered, and that it supports PKCE or sends {@code iss}; with its own ports on loopback, and with the
     * secret of a client that is registered by hand. The same object when they agree already. None of it is stored:
     * others share what is.
     */
    public DcrCredentials withOwnEndpoints(DcrCredentials credentials) {
        return saysNothingOfServer && !portOfARun ? credentials : own(credentials);
    }

    /** Makes nothing anew while the same is stored. */
    @SuppressWarnings("ReferenceEquality") // equal ones are made again
    private DcrCredentials own(DcrCredentials stored) {
        Own last = own;
        Secret secret = ownSecret(stored);
        if (last != null && last.stored() == stored && last.secret() == secret) {
            return last.handedOut();
        }
        DcrCredentials handedOut = withOwn(withSecret(stored, secret));
        if (handedOut != stored) {
            own = new Own(stored, secret, handedOut);
        }
        return handedOut;
    }

    private @Nullable Secret ownSecret(DcrCredentials credentials) {
        PreRegistered known = otherWays.preRegistered();
        return known == null || known.clientSecret() == null || !isOf(known, credentials)
                ? null
                : known.clientSecret().get();
    }

    private static DcrCredentials withSecret(DcrCredentials credentials, @Nullable Secret secret) {
        return secret == null || secret.equals(credentials.clientSecret().orElse(null))
                ? credentials
                : credentials.toBuilder().clientSecret(secret).build();
    }

    private static boolean isOf(PreRegistered known, DcrCredentials credentials) {
        return credentials.way() == Way.PRE_REGISTERED && credentials.clientId().equals(known.clientId());
    }

    private DcrCredentials withOwn(DcrCredentials credentials) {
        EndpointUrl authorization = upstream.authorizationEndpoint();
        EndpointUrl token = upstream.tokenEndpoint();
        boolean pkce = upstream.declaredPkceS256() && !credentials.pkceS256Supported();
        boolean iss = upstream.declaredIss() && !credentials.issParameterSupported();
        List<String> registered = credentials.redirectUris();
        List<String> redirects = portOfARun ? RedirectUris.withPortsOf(profile.redirectUris(), registered) : registered;
        boolean port = redirects != registered;
        if (saysNothingOfServer && !port) {
            return credentials;
        }
        String stored = credentials.issuer().orElse(null);
        String issuer = upstream.declaredIssuer() == null ? stored : upstream.declaredIssuer();
        if (!pkce
                && !iss
                && !port
                && Objects.equals(issuer, stored)
                && credentials.hasEndpoints(uri(authorization), uri(token))) {
            return credentials;
        }
        DcrCredentialsBuilder own = credentials.toBuilder();
        if (authorization != null) {
            own.authorizationEndpoint(authorization.uri());
        }
        if (token != null) {
            own.tokenEndpoint(token.uri());
        }
        return own.redirectUris(redirects)
                .pkceS256Supported(pkce || credentials.pkceS256Supported())
                .issuer(issuer)
                .issParameterSupported(iss || credentials.issParameterSupported())
                .build();
    }

    private static @Nullable URI uri(@Nullable EndpointUrl url) {
        return url == null ? null : url.uri();
    }

    /** Returns what a resolver remembers with this request, so that its next hit need not look for it. */
    @Nullable
    public Object remembered() {
        return remembered;
    }

    /**
     * Remembers {@code what}, in place of what this or another resolver remembered; the reader checks whose it
     * is.
     */
    public void remember(Object what) {
        remembered = what;
    }

    /** Prints the key. */
    @Override
    public String toString() {
        return "RequestSpec[" + key + "]";
    }
}
