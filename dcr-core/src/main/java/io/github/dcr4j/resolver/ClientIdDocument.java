package io.github.dcr4j.resolver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.json.Json;
import io.github.dcr4j.request.DocumentPlan;
import java.util.Map;

/**
 * A Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document): what a client serves at the https
 * address that is its {@code client_id}, so that a server which says {@code client_id_metadata_document_supported}
 * knows it without a registration. {@link DcrRequest#clientIdDocument} and {@link ResourceRequest#clientIdDocument} make
 * it. Immutable and thread-safe; holds no secret.
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

    /** Takes what the document says now: keys may be replaced. */
    ClientIdDocument(DocumentPlan plan) {
        clientId = plan.clientId();
        body = plan.json().getBytes(UTF_8);
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
