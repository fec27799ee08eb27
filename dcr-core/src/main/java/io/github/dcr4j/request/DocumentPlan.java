package io.github.dcr4j.request;

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
 * (draft-ietf-oauth-client-id-metadata-document). Nothing is sent.
 */
public final class DocumentPlan {
    static final int MOST_BYTES = 5 * 1024;

    private DocumentPlan() {}

    /**
     * Returns the document's bytes.
     *
     * @throws IllegalArgumentException naming the rule that id or profile break
     */
    public static byte[] json(String clientId, ClientProfile profile) {
        checkId(clientId);
        TokenEndpointAuthMethod method = method(profile);
        Map<String, Object> members =
                new TreeMap<>(RegistrationPlan.ofDocument(profile, method).members());
        members.put("client_id", clientId);
        byte[] json = Json.bytes(members);
        if (json.length > MOST_BYTES) {
            throw new IllegalArgumentException("a client's metadata document may have " + MOST_BYTES + " bytes, because"
                    + " servers read no more; this one has " + json.length
                    + ": say less, or publish the keys by jwksUri");
        }
        return json;
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
