package io.github.dcr4j.testkit;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.testkit.http.LoopbackWeb;
import io.github.dcr4j.testkit.http.ServerCertificate;
import io.github.dcr4j.testkit.http.Web;
import io.github.dcr4j.testkit.server.Scopes;
import io.github.dcr4j.testkit.server.ServerOffer;
import io.github.dcr4j.testkit.server.ServerTerms;
import io.github.dcr4j.testkit.server.ServerTerms.Management;
import io.github.dcr4j.testkit.server.User;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Describes a {@link FakeAuthorizationServer}. Not thread-safe. */
public final class FakeAuthorizationServerBuilder {
    private static final Set<TokenEndpointAuthMethod> AUTH_METHODS = Set.of(
            TokenEndpointAuthMethod.CLIENT_SECRET_BASIC,
            TokenEndpointAuthMethod.CLIENT_SECRET_POST,
            TokenEndpointAuthMethod.NONE);
    private static final Set<String> GRANT_TYPES = Set.of("authorization_code", "refresh_token", "client_credentials");

    private DcrClock clock;
    private boolean https;
    private String issuerPath = "";
    private Set<MetadataDocument> documents = Set.of(MetadataDocument.values());
    private List<String> authMethods = List.of("client_secret_basic", "client_secret_post", "none");
    private List<String> grantTypes = List.of("authorization_code", "refresh_token", "client_credentials");
    private List<String> scopes = List.of();
    private @Nullable Duration secretLife;
    private @Nullable Secret initialAccessToken;
    private boolean dated;
    private List<String> resourceScopes = List.of();
    private boolean clientIdDocuments;
    private User user = User.DEFAULT;
    private Management management = new Management(true, false, false);

    FakeAuthorizationServerBuilder() {
        ManualClock own = new ManualClock();
        own.setWallClock(Instant.ofEpochMilli(DcrClock.system().millis()));
        clock = own;
    }

    /** Makes the server speak https, with a certificate of its own. */
    public FakeAuthorizationServerBuilder https() {
        https = true;
        return this;
    }

    /** Gives the issuer a path, {@code /tenants/a} for instance; a terminating slash stays part of the issuer. */
    public FakeAuthorizationServerBuilder issuerPath(String path) {
        if (!path.isEmpty() && (!path.matches("/[A-Za-z0-9._~/-]*") || path.contains("//"))) {
            throw new IllegalArgumentException(
                    "issuerPath must be empty or a path of letters, digits and -._~ that begins with a slash: " + path);
        }
        issuerPath = path;
        return this;
    }

    /** Publishes metadata at these places only; without any, nowhere. */
    public FakeAuthorizationServerBuilder documents(MetadataDocument... places) {
        documents = Set.of(places);
        return this;
    }

    /** Makes the server's time that of {@code shared}. */
    public FakeAuthorizationServerBuilder clock(DcrClock shared) {
        clock = Objects.requireNonNull(shared, "clock");
        return this;
    }

    /**
     * Makes secrets expire.
     *
     * @param life how long a secret lasts; what is sent has whole seconds, rounded down
     */
    public FakeAuthorizationServerBuilder secretLife(Duration life) {
        if (life.isNegative()) {
            throw new IllegalArgumentException("secretLife must not be negative: " + life);
        }
        secretLife = life;
        return this;
    }

    /** Lets only those register who present this token (RFC 7591, section 3). */
    public FakeAuthorizationServerBuilder initialAccessToken(Secret token) {
        initialAccessToken = Objects.requireNonNull(token, "initialAccessToken");
        return this;
    }

    /** Accepts and advertises these {@code token_endpoint_auth_method}s only. */
    public FakeAuthorizationServerBuilder authMethods(TokenEndpointAuthMethod... methods) {
        if (!AUTH_METHODS.containsAll(List.of(methods)) || methods.length == 0) {
            throw new IllegalArgumentException(
                    "authMethods must be some of " + AUTH_METHODS + ": " + Arrays.toString(methods));
        }
        authMethods = Stream.of(methods).map(TokenEndpointAuthMethod::wireName).toList();
        return this;
    }

    /** Accepts and advertises these {@code grant_types} only. */
    public FakeAuthorizationServerBuilder grantTypes(String... types) {
        if (!GRANT_TYPES.containsAll(List.of(types)) || types.length == 0) {
            throw new IllegalArgumentException(
                    "grantTypes must be some of " + GRANT_TYPES + ": " + Arrays.toString(types));
        }
        grantTypes = List.of(types);
        return this;
    }

    /** Accepts and advertises these scopes only. */
    public FakeAuthorizationServerBuilder scopes(String... tokens) {
        for (String token : tokens) {
            if (token.isEmpty() || token.indexOf(' ') >= 0 || !Scopes.isWellFormed(token)) {
                throw new IllegalArgumentException("scopes has one that is no scope token: " + token);
            }
        }
        scopes = List.of(tokens);
        return this;
    }

    /** Gives clients no way to be managed (RFC 7592). */
    public FakeAuthorizationServerBuilder withoutManagement() {
        management = new Management(false, false, false);
        return this;
    }

    /** Replaces the registration access token at each read and update (RFC 7592, section 3). */
    public FakeAuthorizationServerBuilder rotatingRegistrationAccessToken() {
        management = new Management(true, true, management.renewsSecret());
        return this;
    }

    /** Replaces the secret, and with it its expiry, at each update (RFC 7592, section 2.2). */
    public FakeAuthorizationServerBuilder renewingSecretOnUpdate() {
        management = new Management(true, management.rotatesToken(), true);
        return this;
    }

    /** Dates answers by the server's clock (RFC 9110, section 6.6.1), in whole seconds, rounded down. */
    public FakeAuthorizationServerBuilder dated() {
        dated = true;
        return this;
    }

    /** Says who logs in: {@code sub} of ID tokens and userinfo, and what userinfo says besides. */
    public FakeAuthorizationServerBuilder user(String subject, Map<String, ?> claims) {
        user = new User(Objects.requireNonNull(subject, "subject"), Map.copyOf(claims));
        return this;
    }

    /** Lets the resource want these scopes of a token, and its metadata name them. */
    public FakeAuthorizationServerBuilder resourceScopes(String... tokens) {
        resourceScopes = List.of(tokens);
        return this;
    }

    /**
     * Announces that a client id can be the address of a metadata document, and takes those that are {@linkplain
     * FakeAuthorizationServer#publish published}.
     */
    public FakeAuthorizationServerBuilder clientIdDocuments() {
        clientIdDocuments = true;
        return this;
    }

    /**
     * Starts the server on a free port of 127.0.0.1.
     *
     * @throws UncheckedIOException if there is none
     */
    public FakeAuthorizationServer start() {
        ServerCertificate certificate = https ? new ServerCertificate() : null;
        return server(LoopbackWeb.start(certificate), certificate);
    }

    /** Starts the server in {@code web}. */
    FakeAuthorizationServer server(Web web, @Nullable ServerCertificate certificate) {
        ServerTerms terms = new ServerTerms(clock, secretLife, initialAccessToken, management, user, dated);
        ServerOffer offer = new ServerOffer(authMethods, grantTypes, scopes, resourceScopes, clientIdDocuments);
        return new FakeAuthorizationServer(web, certificate, issuerPath, documents, terms, offer);
    }
}
