package io.github.dcr4j.resolver;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.request.ClientProfileBuilder;
import io.github.dcr4j.request.UpstreamBuilder;

/**
 * What a request declares about its server, and demands of it; set by {@link DcrRequestBuilder#server}. Most requests
 * need none of this, because the server's metadata says it. Declare what the metadata leaves out or has wrong, and
 * everything that is needed where nothing is discovered:
 *
 * <pre>{@code
 * DcrRequest.builder("https://gateway.example.com")
 *         .registrationEndpoint("https://idp.example.com/register")
 *         .server(s -> s.issuer("https://idp.example.com")
 *                 .authorizationEndpoint("https://idp.example.com/authorize")
 *                 .tokenEndpoint("https://idp.example.com/token"))
 *         .build();
 * }</pre>
 *
 * <p>Every value is checked when it is set: one that cannot be used is an {@link IllegalArgumentException}, which
 * {@link DcrRequestBuilder#build} throws for {@code http} where it is not open. Not thread-safe.
 */
public final class ServerOptions {
    private final UpstreamBuilder upstream;
    private final ClientProfileBuilder profile;

    ServerOptions(UpstreamBuilder upstream, ClientProfileBuilder profile) {
        this.upstream = upstream;
        this.profile = profile;
    }

    /**
     * Sets the issuer that the document at {@link DcrRequestBuilder#discoveryUrl} must name, character by character.
     */
    public ServerOptions expectedIssuer(String expectedIssuer) {
        upstream.expectedIssuer = EndpointUrl.issuerUnlessClosed("expectedIssuer", expectedIssuer);
        return this;
    }

    /**
     * Sets the issuer of the server at {@link DcrRequestBuilder#registrationEndpoint}, of which nothing is discovered:
     * what {@code iss} in its authorization responses is compared with (RFC 9207), and what distinguishes it from
     * others (RFC 9700, section 4.4). Where metadata is discovered it names the issuer. No part of the key.
     */
    public ServerOptions issuer(String issuer) {
        upstream.issuer = EndpointUrl.issuerUnlessClosed("issuer", issuer);
        return this;
    }

    /**
     * Declares that the server sends {@code iss} in its authorization responses (RFC 9207) though its metadata does not
     * say so, or none is discovered: a response without it is not the server's then.
     */
    public ServerOptions sendsIss() {
        upstream.declaredIss = true;
        return this;
    }

    /** Sets the authorization endpoint; wins over what is discovered. */
    public ServerOptions authorizationEndpoint(String authorizationEndpoint) {
        upstream.authorizationEndpoint =
                EndpointUrl.ofOperatorUnlessClosed("authorizationEndpoint", authorizationEndpoint);
        return this;
    }

    /** Sets the token endpoint; wins over what is discovered. */
    public ServerOptions tokenEndpoint(String tokenEndpoint) {
        upstream.tokenEndpoint = EndpointUrl.ofOperatorUnlessClosed("tokenEndpoint", tokenEndpoint);
        return this;
    }

    /**
     * Declares which authentication methods the server supports, whatever its metadata says. Which of them the client
     * may use is {@link DcrRequestBuilder#authMethods}.
     */
    public ServerOptions authMethods(TokenEndpointAuthMethod... methods) {
        upstream.declaredAuthMethods = ClientMetadata.methods("serverAuthMethods", methods);
        return this;
    }

    /** Declares that the server supports PKCE with {@code S256} though its metadata does not say so. */
    public ServerOptions supportsPkceS256() {
        upstream.declaredPkceS256 = true;
        return this;
    }

    /** Demands that the server supports PKCE with {@code S256}, also of a confidential client (RFC 9700). */
    public ServerOptions requirePkceS256() {
        profile.pkceRequired = true;
        return this;
    }

    /**
     * Says whether <code>{issuer}/register</code> is tried when valid metadata names no registration endpoint; true by
     * default, and always off for a request that is {@link DcrRequestBuilder#strict}.
     */
    public ServerOptions registerPathFallback(boolean registerPathFallback) {
        upstream.registerPathFallback = registerPathFallback;
        return this;
    }

    /**
     * Takes a metadata document that does not name its issuer for the one that is expected, though RFC 8414, section
     * 3.3, wants them compared: nothing but its address says then whose document it is.
     */
    public ServerOptions issuerMayBeMissing() {
        upstream.issuerMayBeMissing = true;
        return this;
    }

    /** Sets a name of the provider, for audit only. */
    public ServerOptions providerName(String providerName) {
        upstream.providerName = ClientMetadata.text("providerName", providerName);
        return this;
    }
}
