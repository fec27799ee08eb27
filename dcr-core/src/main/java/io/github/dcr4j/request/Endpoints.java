package io.github.dcr4j.request;

import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one authorization server is reached, and what it says it supports.
 *
 * @param issuer its checked issuer, or the caller's word for it; {@code null} when nothing was discovered or said
 * @param registrationEndpoint where clients are registered
 * @param registrationGuessed whether that address was guessed: the metadata has none, and the usual path is tried
 * @param authorizationEndpoint where a login starts; {@code null} when the grants need none and it names none
 * @param tokenEndpoint where tokens are asked for
 * @param authMethods the authentication methods it supports, by wire name
 * @param grantTypes the grants it lists; {@code null} when it lists none
 * @param scopes the scopes it lists
 * @param pkceS256 whether it supports PKCE with S256
 * @param pkceS256Listed whether its metadata says so, and not only the caller
 * @param issParameter whether it sends {@code iss} in authorization responses
 * @param offer what it says about clients that authenticate by a key or a certificate
 * @param clientIdDocuments whether it takes the address of a metadata document as a client's id
 * @param unregistrable why no client can be registered there; {@code null} if that can be tried
 * @param deviations where its metadata bends the standard
 */
public record Endpoints(
        @Nullable String issuer,
        EndpointUrl registrationEndpoint,
        boolean registrationGuessed,
        @Nullable EndpointUrl authorizationEndpoint,
        EndpointUrl tokenEndpoint,
        List<String> authMethods,
        @Nullable List<String> grantTypes,
        List<String> scopes,
        boolean pkceS256,
        boolean pkceS256Listed,
        boolean issParameter,
        AuthenticationOffer offer,
        boolean clientIdDocuments,
        @Nullable String unregistrable,
        List<Deviation> deviations) {
    /** Starts the credentials of a client at this server: all that is said of the server, and nothing of the client. */
    public DcrCredentialsBuilder credentials(DcrKey key) {
        return DcrCredentials.builder(key)
                .issuer(issuer)
                .issParameterSupported(issParameter)
                .pkceS256Supported(pkceS256Listed)
                .authorizationEndpoint(authorizationEndpoint == null ? null : authorizationEndpoint.uri())
                .tokenEndpoint(tokenEndpoint.uri());
    }

    /** Ends the attempt if no client can be registered there. */
    public void ensureRegistrable(String otherWays) {
        if (unregistrable != null) {
            throw DcrException.at(
                            DISCOVER, unregistrable + (otherWays.isEmpty() ? "" : "; the other ways: " + otherWays))
                    .exception();
        }
    }

    /** Returns where a client that authenticates by {@code method} asks for tokens (RFC 8705, section 5). */
    public EndpointUrl tokenEndpoint(TokenEndpointAuthMethod method) {
        EndpointUrl alias = offer.mtlsTokenEndpoint();
        boolean certificate = method == TokenEndpointAuthMethod.TLS_CLIENT_AUTH
                || method == TokenEndpointAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
        return certificate && alias != null ? alias : tokenEndpoint;
    }
}
