package io.github.dcr4j.upstream;

import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds a {@link DcrConfig}. Every value is checked when it is set, as {@link DcrRequestBuilder} checks it, whose
 * methods have the details; a member of {@code null} in the JSON form counts as not set, those of {@code metadata} too. Not thread-safe.
 */
public final class DcrConfigBuilder {
    final List<Consumer<DcrRequestBuilder>> settings = new ArrayList<>();
    final Map<String, Object> printed = new LinkedHashMap<>();
    private final DcrRequestBuilder checking = DcrRequest.builder("checking");

    DcrConfigBuilder() {}

    /** Sets the address of the server's metadata document. */
    public DcrConfigBuilder discoveryUrl(String discoveryUrl) {
        return address("discoveryUrl", discoveryUrl, request -> request.discoveryUrl(discoveryUrl));
    }

    /** Sets the issuer that the document at {@code discoveryUrl} must name. */
    public DcrConfigBuilder expectedIssuer(String expectedIssuer) {
        return address("expectedIssuer", expectedIssuer, request -> request.expectedIssuer(expectedIssuer));
    }

    /** Sets the server's issuer, whose well-known addresses are tried. */
    public DcrConfigBuilder upstreamIssuer(String upstreamIssuer) {
        return address("upstreamIssuer", upstreamIssuer, request -> request.upstreamIssuer(upstreamIssuer));
    }

    /** Sets the registration endpoint; nothing is discovered then, and the upstream names its other endpoints. */
    public DcrConfigBuilder registrationEndpoint(String registrationEndpoint) {
        return address(
                "registrationEndpoint",
                registrationEndpoint,
                request -> request.registrationEndpoint(registrationEndpoint));
    }

    /** Sets where the initial access token comes from; read whenever a client is about to be registered. */
    public DcrConfigBuilder initialAccessToken(SecretSource initialAccessToken) {
        return set(
                "initialAccessToken",
                initialAccessToken,
                request -> request.initialAccessToken(initialAccessToken::read));
    }

    /** Sets a human-readable member in one language, such as {@code client_name} in {@code de}. */
    public DcrConfigBuilder localized(String member, String languageTag, String value) {
        return set(
                "localized." + member + "#" + languageTag,
                "set",
                request -> request.localized(member, languageTag, value));
    }

    /** Sets {@code software_id}: at most 255 printable ASCII characters. */
    public DcrConfigBuilder softwareId(String softwareId) {
        return set("softwareId", softwareId, request -> request.softwareId(softwareId));
    }

    /** Sets {@code software_version}. */
    public DcrConfigBuilder softwareVersion(String softwareVersion) {
        return set("softwareVersion", softwareVersion, request -> request.softwareVersion(softwareVersion));
    }

    /** Sets {@code software_statement}: at most 4,096 printable ASCII characters. */
    public DcrConfigBuilder softwareStatement(String softwareStatement) {
        return set("softwareStatement", "***", request -> request.softwareStatement(softwareStatement));
    }

    /** Sets {@code client_name}; the service's own name by default. */
    public DcrConfigBuilder clientName(String clientName) {
        return set("clientName", clientName, request -> request.clientName(clientName));
    }

    /** Sets {@code client_uri}. */
    public DcrConfigBuilder clientUri(String clientUri) {
        return address("clientUri", clientUri, request -> request.clientUri(clientUri));
    }

    /** Sets {@code logo_uri}. */
    public DcrConfigBuilder logoUri(String logoUri) {
        return address("logoUri", logoUri, request -> request.logoUri(logoUri));
    }

    /** Sets {@code policy_uri}. */
    public DcrConfigBuilder policyUri(String policyUri) {
        return address("policyUri", policyUri, request -> request.policyUri(policyUri));
    }

    /** Sets {@code tos_uri}. */
    public DcrConfigBuilder tosUri(String tosUri) {
        return address("tosUri", tosUri, request -> request.tosUri(tosUri));
    }

    /** Sets {@code contacts}. */
    public DcrConfigBuilder contacts(String... contacts) {
        String[] copy = contacts.clone();
        return set("contacts", Arrays.asList(copy), request -> request.contacts(copy));
    }

    /** Sets {@code jwks_uri}. */
    public DcrConfigBuilder jwksUri(String jwksUri) {
        return address("jwksUri", jwksUri, request -> request.jwksUri(jwksUri));
    }

    /** Sets {@code jwks}, public keys as the members of a JWK Set. */
    public DcrConfigBuilder jwks(Map<String, ?> jwks) {
        Map<String, ?> copy = new LinkedHashMap<>(jwks);
        return set("jwks", "public keys", request -> request.jwks(copy));
    }

    /** Sets any further member of the client metadata. */
    public DcrConfigBuilder metadata(String name, Object value) {
        return set("metadata." + name, "set", request -> request.metadata(name, value));
    }

    /** Sets {@code grant_types}. */
    public DcrConfigBuilder grantTypes(String... grantTypes) {
        String[] copy = grantTypes.clone();
        return set("grantTypes", Arrays.asList(copy), request -> request.grantTypes(copy));
    }

    /** Sets {@code response_types}; none given are an empty list. */
    public DcrConfigBuilder responseTypes(String... responseTypes) {
        String[] copy = responseTypes.clone();
        return set("responseTypes", Arrays.asList(copy), request -> request.responseTypes(copy));
    }

    /** Sets how the service can authenticate, the preferred method first. */
    public DcrConfigBuilder authMethods(TokenEndpointAuthMethod... methods) {
        TokenEndpointAuthMethod[] copy = methods.clone();
        return set("authMethods", Arrays.asList(copy), request -> request.authMethods(copy));
    }

    /** Declares which authentication methods the server supports. */
    public DcrConfigBuilder serverAuthMethods(TokenEndpointAuthMethod... methods) {
        TokenEndpointAuthMethod[] copy = methods.clone();
        return set("serverAuthMethods", Arrays.asList(copy), request -> request.serverAuthMethods(copy));
    }

    /** Declares that the server supports PKCE with {@code S256}. */
    public DcrConfigBuilder serverSupportsPkceS256() {
        return set("serverSupportsPkceS256", true, DcrRequestBuilder::serverSupportsPkceS256);
    }

    /** Asks for a public client. */
    public DcrConfigBuilder publicClient() {
        return set("publicClient", true, DcrRequestBuilder::publicClient);
    }

    /** Demands that the server supports PKCE with {@code S256}. */
    public DcrConfigBuilder requirePkceS256() {
        return set("requirePkceS256", true, DcrRequestBuilder::requirePkceS256);
    }

    /** Sets {@code application_type}. */
    public DcrConfigBuilder applicationType(String applicationType) {
        return set("applicationType", applicationType, request -> request.applicationType(applicationType));
    }

    /** Sets which scopes the registration asks for. */
    public DcrConfigBuilder scopePolicy(ScopePolicy scopePolicy) {
        return set("scopePolicy", scopePolicy, request -> request.scopePolicy(scopePolicy));
    }

    /** Registers without scopes where the server refuses those that were asked for. */
    public DcrConfigBuilder dropRefusedScopes() {
        return set("dropRefusedScopes", true, DcrRequestBuilder::dropRefusedScopes);
    }

    /** Tells apart what would otherwise be one client. */
    public DcrConfigBuilder variant(String variant) {
        return set("variant", variant, request -> request.variant(variant));
    }

    /** Says that the port of a loopback redirect URI matters. */
    public DcrConfigBuilder loopbackPortMatters() {
        return set("loopbackPortMatters", true, DcrRequestBuilder::loopbackPortMatters);
    }

    /** Lets calls reach private networks. */
    public DcrConfigBuilder allowPrivateAddresses() {
        return set("allowPrivateAddresses", true, DcrRequestBuilder::allowPrivateAddresses);
    }

    /** Lets calls reach private networks at these hosts. */
    public DcrConfigBuilder allowPrivateAddresses(String... hosts) {
        String[] copy = hosts.clone();
        return set(
                "allowPrivateAddresses " + Arrays.asList(copy), true, request -> request.allowPrivateAddresses(copy));
    }

    /** Vouches for a host that the server's metadata may name; may be called again for more. */
    public DcrConfigBuilder trustAuthority(String authority) {
        return set("trustAuthority " + authority, true, request -> request.trustAuthority(authority));
    }

    /** Says whether {@code {issuer}/register} is tried when the metadata names no registration endpoint. */
    public DcrConfigBuilder registerPathFallback(boolean registerPathFallback) {
        return set(
                "registerPathFallback",
                registerPathFallback,
                request -> request.registerPathFallback(registerPathFallback));
    }

    /** Takes metadata that does not name its issuer for the expected one's. */
    public DcrConfigBuilder issuerMayBeMissing() {
        return set("issuerMayBeMissing", true, DcrRequestBuilder::issuerMayBeMissing);
    }

    /** Refuses what the standards do not allow a server to do. */
    public DcrConfigBuilder strict() {
        return set("strict", true, DcrRequestBuilder::strict);
    }

    /** See {@link DcrRequestBuilder#renewal}. */
    public DcrConfigBuilder renewal(RenewalStrategy renewal) {
        return set("renewal", renewal, request -> request.renewal(renewal));
    }

    /** See {@link DcrRequestBuilder#deleteSupersededClients}. */
    public DcrConfigBuilder deleteSupersededClients() {
        return set("deleteSupersededClients", true, DcrRequestBuilder::deleteSupersededClients);
    }

    private DcrConfigBuilder address(String name, String url, Consumer<DcrRequestBuilder> setting) {
        setting.accept(checking);
        URI checked = URI.create(url);
        return set(name, checked.getScheme() + "://" + checked.getRawAuthority() + checked.getRawPath(), setting);
    }

    private DcrConfigBuilder set(String name, Object shown, Consumer<DcrRequestBuilder> setting) {
        setting.accept(checking);
        settings.add(setting);
        printed.put(name, shown);
        return this;
    }

    /** Returns the configuration; what goes together is checked by the upstream that it is part of. */
    public DcrConfig build() {
        return new DcrConfig(this);
    }
}
