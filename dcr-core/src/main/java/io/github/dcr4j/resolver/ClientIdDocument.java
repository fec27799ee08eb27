package io.github.dcr4j.resolver;

import io.github.dcr4j.json.Json;
import io.github.dcr4j.request.DocumentPlan;
import java.util.Map;

/**
 * A Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document): what a client serves at the https
 * address that is its {@code client_id}, so that a server which says {@code client_id_metadata_document_supported}
 * knows it without a registration. Immutable and thread-safe; holds no secret.
 */
public final class ClientIdDocument {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type",
            "application/json",
            "Cache-Control",
            "public, max-age=3600",
            "X-Content-Type-Options",
            "nosniff");

    private final String clientId;
    private final byte[] body;

    private ClientIdDocument(String clientId, byte[] body) {
        this.clientId = clientId;
        this.body = body;
    }

    /**
     * Returns the document of a client that is as {@code request} says, whatever the server. It names
     * {@code private_key_jwt} where the request has keys and is not of a public client, else {@code none}.
     *
     * @param clientId where the document is served: {@code https}, with a path, without query, fragment, user
     *     information and dot segments
     * @throws IllegalArgumentException naming the rule that is broken: of the id; a request that allows no method
     *     without a shared secret; a document of more than 5,120 bytes, which servers do not read
     */
    public static ClientIdDocument of(String clientId, DcrRequest request) {
        return new ClientIdDocument(
                clientId, DocumentPlan.json(clientId, request.spec().profile()));
    }

    /** Returns the client's id, where the document is served. */
    public String clientId() {
        return clientId;
    }

    /** Returns what to serve with a 200: a JSON object in UTF-8. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the headers to serve it with, by name; servers keep it for an hour. */
    public Map<String, String> headers() {
        return HEADERS;
    }

    /** Returns the lower-case hex SHA-256 of the body: two that differ are two documents. */
    public String digest() {
        return Json.sha256(body);
    }

    @Override
    public String toString() {
        return "ClientIdDocument[" + clientId + ", " + body.length + " bytes]";
    }
}
