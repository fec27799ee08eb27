package io.github.dcr4j.auth;

import io.github.dcr4j.ForeignText;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/**
 * A registration request (RFC 7591, section 3.1) that is about to be sent, for a function that {@linkplain
 * RegistrationAuthorization#by authorizes} it, by a signature for instance. Immutable and thread-safe.
 *
 * @see ClientAuthentication an example
 */
public final class OutgoingRegistration {
    private final String method;
    private final URI uri;
    private final byte[] body;

    /**
     * Describes a request.
     *
     * @param method the HTTP method
     * @param uri where it is sent, with the query
     * @param body all bytes of its body, JSON in UTF-8
     */
    public OutgoingRegistration(String method, URI uri, byte[] body) {
        this.method = Objects.requireNonNull(method, "method");
        this.uri = Objects.requireNonNull(uri, "uri");
        this.body = body.clone();
    }

    /** Returns the HTTP method, {@code POST}. */
    public String method() {
        return method;
    }

    /** Returns where it is sent, with the query. */
    public URI uri() {
        return uri;
    }

    /** Returns a copy of the body, JSON in UTF-8, as it is sent. It may hold a software statement. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the SHA-256 digest of the body, for {@code Content-Digest} (RFC 9530) for instance. */
    public byte[] bodySha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Prints the method, the address without its query, and how long the body is. */
    @Override
    public String toString() {
        return "OutgoingRegistration[" + ForeignText.line(method) + " "
                + ForeignText.line(uri.getScheme() + "://" + uri.getHost() + uri.getRawPath()) + ", " + body.length
                + " bytes]";
    }
}
