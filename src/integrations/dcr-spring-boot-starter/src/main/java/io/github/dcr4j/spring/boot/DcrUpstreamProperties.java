package io.github.dcr4j.spring.boot;

import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One upstream: a server, and the client that is registered there, or was registered by hand. The names are those of
 * the JSON form ({@code src/docs/configuration.md}), but that {@code issuer} is the server's issuer in each case.
 *
 * @param issuer Issuer of the server, exactly as the server spells it; its endpoints are discovered from it. Beside
 *     discovery-url the issuer that the document has to name, beside registration-endpoint or client-id what iss in
 *     authorization responses is compared with, beside resource the one server that it has to name.
 * @param resource Address of the protected resource that tokens are for, an MCP server say, instead of issuer: its
 *     metadata names the server.
 * @param discoveryUrl Address of the server's metadata document, instead of issuer.
 * @param registrationEndpoint Registration endpoint, where nothing is discovered.
 * @param authorizationEndpoint Authorization endpoint; wins over what is discovered.
 * @param tokenEndpoint Token endpoint; wins over what is discovered.
 * @param clientId Id of a client that was registered by hand; nothing is registered then. Its endpoints are discovered
 *     from issuer, unless authorization-endpoint and token-endpoint are set.
 * @param clientSecret Its secret: the text itself, or .file or .environment below it.
 * @param authMethod How it authenticates; by default client_secret_basic, or none without a secret.
 * @param signingKeys Private keys for private_key_jwt, each a JWK, a JWK Set or PEM; the first one signs.
 * @param audienceIsTokenEndpoint Whether assertions are addressed to the token endpoint and not to the issuer.
 * @param scopes Scopes; without them the server chooses, and tokens are asked for those that the resource names.
 * @param redirectUri Redirect URI; by default {consumer}/login/oauth2/code/{name}
 * @param grantTypes Grants of the client; authorization_code and refresh_token by default.
 * @param serverSendsIss Whether the server sends iss in authorization responses, whatever its metadata say.
 * @param providerName Name of the provider, for audit only.
 * @param initialAccessToken Initial access token: the text itself, or .file or .environment below it.
 * @param registrationAuthorization What else authorizes the registration.
 * @param softwareId software_id of the registration.
 * @param softwareVersion software_version of the registration.
 * @param softwareStatement Software statement: the text itself, or .file or .environment below it.
 * @param clientName client_name, shown to users; the consumer by default.
 * @param clientUri client_uri of the registration.
 * @param logoUri logo_uri of the registration.
 * @param policyUri policy_uri of the registration.
 * @param tosUri tos_uri of the registration.
 * @param contacts contacts of the registration.
 * @param jwksUri jwks_uri of the registration.
 * @param jwks jwks of the registration: public keys, the text of a JSON object.
 * @param clientIdDocument Address of the client's metadata document, which is its id at servers that take such ids.
 * @param metadata Further members of the registration; a name with an underscore stands in brackets.
 * @param localized Texts by member and language, such as "[client_name#de]".
 * @param responseTypes response_types of the registration.
 * @param leaveOutEmptyResponseTypes Whether the registration leaves response_types out where no grant needs one; some
 *     servers take no empty list.
 * @param authMethods How the client can authenticate, the preferred method first.
 * @param serverAuthMethods Which methods the server takes, whatever its metadata say.
 * @param serverSupportsPkceS256 Whether the server supports PKCE with S256, whatever its metadata say.
 * @param publicClient Whether the client is a public one, or none.
 * @param requirePkceS256 Whether a server that does not announce PKCE with S256 is refused.
 * @param applicationType native or web.
 * @param scopePolicy Which scopes the registration asks for.
 * @param dropRefusedScopes Whether a client is registered without scopes where the server refuses them.
 * @param variant Tells apart what would otherwise be one client.
 * @param loopbackPortMatters Whether another port of a loopback redirect URI is another client.
 * @param allowPrivateAddresses Hosts that may have private addresses, or true for all.
 * @param insecureHttp Host and port to which http is open, for development.
 * @param insecureResource Host and port of the resource, to which http is open, for development.
 * @param trustAuthorities Further hosts that the server's metadata may name.
 * @param registerPathFallback Whether /register is tried where the metadata name no registration endpoint.
 * @param issuerMayBeMissing Whether metadata without an issuer are used.
 * @param strict Whether what the standards do not allow a server is refused.
 * @param renewal What becomes of the client when its secret runs out.
 * @param deleteSupersededClients Whether clients that were replaced are deleted at the server in the end.
 * @param verifyEvery How often it is checked whether the server still knows the client, from 1h to 90d; never by
 *     default.
 */
record DcrUpstreamProperties(
        @Nullable String issuer,
        @Nullable String resource,
        @Nullable String discoveryUrl,
        @Nullable String registrationEndpoint,
        @Nullable String authorizationEndpoint,
        @Nullable String tokenEndpoint,
        @Nullable String clientId,
        @Nullable DcrSecretProperties clientSecret,
        @Nullable TokenEndpointAuthMethod authMethod,
        @Nullable List<DcrSecretProperties> signingKeys,
        @Nullable Boolean audienceIsTokenEndpoint,
        @Nullable List<String> scopes,
        @Nullable String redirectUri,
        @Nullable List<String> grantTypes,
        @Nullable Boolean serverSendsIss,
        @Nullable String providerName,
        @Nullable DcrSecretProperties initialAccessToken,
        @Nullable DcrAuthorizationProperties registrationAuthorization,
        @Nullable String softwareId,
        @Nullable String softwareVersion,
        @Nullable DcrSecretProperties softwareStatement,
        @Nullable String clientName,
        @Nullable String clientUri,
        @Nullable String logoUri,
        @Nullable String policyUri,
        @Nullable String tosUri,
        @Nullable List<String> contacts,
        @Nullable String jwksUri,
        @Nullable String jwks,
        @Nullable String clientIdDocument,
        @Nullable Map<String, Object> metadata,
        @Nullable Map<String, String> localized,
        @Nullable List<String> responseTypes,
        @Nullable Boolean leaveOutEmptyResponseTypes,
        @Nullable List<TokenEndpointAuthMethod> authMethods,
        @Nullable List<TokenEndpointAuthMethod> serverAuthMethods,
        @Nullable Boolean serverSupportsPkceS256,
        @Nullable Boolean publicClient,
        @Nullable Boolean requirePkceS256,
        @Nullable String applicationType,
        @Nullable ScopePolicy scopePolicy,
        @Nullable Boolean dropRefusedScopes,
        @Nullable String variant,
        @Nullable Boolean loopbackPortMatters,
        @Nullable List<String> allowPrivateAddresses,
        @Nullable DcrInsecureHttpProperties insecureHttp,
        @Nullable String insecureResource,
        @Nullable List<String> trustAuthorities,
        @Nullable Boolean registerPathFallback,
        @Nullable Boolean issuerMayBeMissing,
        @Nullable Boolean strict,
        @Nullable RenewalStrategy renewal,
        @Nullable Boolean deleteSupersededClients,
        @Nullable Duration verifyEvery) {}
