package io.github.dcr4j.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Json;
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
    private final ClientProfile profile;

    private DocumentPlan(String clientId, TokenEndpointAuthMethod method, ClientProfile profile) {
        this.clientId = clientId;
        this.method = method;
        this.profile = profile;
    }

    /**
     * Returns the document of {@code profile}. Its keys are not asked for yet.
     *
     * @throws IllegalArgumentException naming the rule that id or profile break
     */
    public static DocumentPlan of(String clientId, ClientProfile profile) {
        DocumentPlan plan = new DocumentPlan(checkedId(clientId), method(profile), profile);
        if (profile.authentication() == null) {
            String unused = plan.json();
        }
        return plan;
    }

    /** Returns the address of the document, which is the client's id. */
    public String clientId() {
        return clientId;
    }

    /** Returns how the client authenticates. */
    public TokenEndpointAuthMethod method() {
        return method;
    }

    /**
     * Returns the text of the document, with the keys that the client has now.
     *
     * @throws IllegalArgumentException if servers would not read it
     */
    public String json() {
        byte[] json = Json.bytes(members());
        if (json.length > MOST_BYTES) {
            throw new IllegalArgumentException("a client's metadata document may have " + MOST_BYTES + " bytes, because"
                    + " servers read no more; this one has " + json.length
                    + ": say less, or publish the keys by jwksUri");
        }
        return new String(json, UTF_8);
    }

    /** Returns whether both are the document of one client, whatever its keys are. */
    public boolean saysTheSameAs(DocumentPlan other) {
        return clientId.equals(other.clientId)
                && method == other.method
                && profile.authentication() == other.profile.authentication()
                && RegistrationPlan.digest(profile).equals(RegistrationPlan.digest(other.profile));
    }

    /**
     * Returns the lower-case hex SHA-256 of what the document says, without the client's keys: these are replaced, one
     * replica has them before another, and a server does not refuse a document for them. The keys are not asked for.
     */
    public String digest() {
        String says = clientId + "\n" + method.wireName() + "\n" + RegistrationPlan.digest(profile);
        return Json.sha256(says.getBytes(UTF_8));
    }

    /**
     * Sets what the document says of the client.
     *
     * @param endpoints the server
     */
    public DcrCredentialsBuilder credentials(DcrCredentialsBuilder at, Endpoints endpoints) {
        List<String> scopes = profile.scopes();
        return at.clientId(clientId)
                .tokenEndpointAuthMethod(method)
                .tokenEndpoint(endpoints.tokenEndpoint(method).uri())
                .redirectUris(RedirectUris.usable(profile.registeredRedirectUris(), profile.redirectUris()))
                .scopes(scopes)
                .requestedScopes(scopes)
                .grantTypes(profile.usableGrants(endpoints))
                .registeredMetadata(kept(endpoints));
    }

    /** Keys are replaced where the document is: what is kept has none of them, and the algorithm is the server's. */
    private String kept(Endpoints endpoints) {
        Map<String, Object> members = members();
        if (profile.authentication() != null) {
            members.remove(KeyMembers.KEYS);
            Object algorithm = KeyMembers.of(profile, method, endpoints.offer()).get(KeyMembers.ALGORITHM);
            if (algorithm != null) {
                members.put(KeyMembers.ALGORITHM, algorithm);
            }
        }
        return new String(Json.bytes(members), UTF_8);
    }

    private Map<String, Object> members() {
        Map<String, Object> members =
                new TreeMap<>(RegistrationPlan.ofDocument(profile, method).members());
        members.put("client_id", clientId);
        return members;
    }

    /**
     * Returns {@code clientId} if it can be the address of a document.
     *
     * @throws IllegalArgumentException naming the rule that it breaks
     */
    public static String checkedId(String clientId) {
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
        return clientId;
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
