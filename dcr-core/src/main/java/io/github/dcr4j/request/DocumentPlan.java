package io.github.dcr4j.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.registration.RegistrationRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client says of itself where its id is the address of a document
 * (draft-ietf-oauth-client-id-metadata-document). Nothing is sent. Immutable and thread-safe.
 */
public final class DocumentPlan {
    static final int MOST_BYTES = 5 * 1024;

    private final String clientId;
    private final TokenEndpointAuthMethod method;
    private final RegistrationRequest said;
    private final String json;
    private final String digest;

    private DocumentPlan(String clientId, TokenEndpointAuthMethod method, RegistrationRequest said, byte[] json) {
        this.clientId = clientId;
        this.method = method;
        this.said = said;
        this.json = new String(json, UTF_8);
        digest = Json.sha256(json);
    }

    /**
     * Returns the document of {@code profile}.
     *
     * @throws IllegalArgumentException naming the rule that id or profile break
     */
    public static DocumentPlan of(String clientId, ClientProfile profile) {
        checkId(clientId);
        TokenEndpointAuthMethod method = method(profile);
        RegistrationRequest said = RegistrationPlan.ofDocument(profile, method);
        Map<String, Object> members = new TreeMap<>(said.members());
        members.put("client_id", clientId);
        byte[] json = Json.bytes(members);
        if (json.length > MOST_BYTES) {
            throw new IllegalArgumentException("a client's metadata document may have " + MOST_BYTES + " bytes, because"
                    + " servers read no more; this one has " + json.length
                    + ": say less, or publish the keys by jwksUri");
        }
        return new DocumentPlan(clientId, method, said, json);
    }

    /** Returns the address of the document, which is the client's id. */
    public String clientId() {
        return clientId;
    }

    /** Returns how the client authenticates. */
    public TokenEndpointAuthMethod method() {
        return method;
    }

    /** Returns the text of the document. */
    public String json() {
        return json;
    }

    /** Returns the lower-case hex SHA-256 of the document. */
    public String digest() {
        return digest;
    }

    /**
     * Sets what the document says of the client.
     *
     * @param endpoints the server
     */
    public DcrCredentialsBuilder credentials(DcrCredentialsBuilder at, ClientProfile profile, Endpoints endpoints) {
        List<String> scopes = profile.scopes();
        return at.clientId(clientId)
                .tokenEndpointAuthMethod(method)
                .tokenEndpoint(endpoints.tokenEndpoint(method).uri())
                .redirectUris(RedirectUris.usable(said.redirectUris(), profile.redirectUris()))
                .scopes(scopes)
                .requestedScopes(scopes)
                .grantTypes(profile.usableGrants(endpoints))
                .registeredMetadata(json);
    }

    private static void checkId(String clientId) {
        EndpointUrl url = EndpointUrl.ofOperator("clientId", clientId);
        String path = url.uri().getRawPath();
        if (!"https".equalsIgnoreCase(url.uri().getScheme())) {
            throw wrong(url, "it must be https");
        }
        if (path.isEmpty() || path.equals("/")) {
            throw wrong(url, "it must have a path");
        }
        if (url.uri().getRawQuery() != null) {
            throw wrong(url, "it must not have a query");
        }
        for (String segment : path.split("/", -1)) {
            String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
            if (plain.equals(".") || plain.equals("..")) {
                throw wrong(url, "it must not have dot segments");
            }
        }
    }

    private static IllegalArgumentException wrong(EndpointUrl url, String rule) {
        return new IllegalArgumentException(
                "clientId '" + url.printable() + "' is no address of a client's metadata" + " document: " + rule);
    }

    /** A document is public, so that it can hold no secret that both sides share. */
    private static TokenEndpointAuthMethod method(ClientProfile profile) {
        ClientAuthentication authentication = profile.authentication();
        boolean keys = (authentication != null && authentication.hasKeys())
                || profile.members().containsKey("jwks")
                || profile.members().containsKey("jwks_uri");
        List<TokenEndpointAuthMethod> methods = profile.authMethods();
        if (!profile.publicClient() && keys && methods.contains(TokenEndpointAuthMethod.PRIVATE_KEY_JWT)) {
            return TokenEndpointAuthMethod.PRIVATE_KEY_JWT;
        }
        if (profile.publicClient() || methods.contains(TokenEndpointAuthMethod.NONE)) {
            return TokenEndpointAuthMethod.NONE;
        }
        throw new IllegalArgumentException("a client's metadata document is public and needs a method without a shared"
                + " secret: publicClient(), or authentication(…) with keys for private_key_jwt");
    }
}
