package io.github.dcr4j.token;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One POST to a token endpoint, ready to be sent, with the client's authentication in its headers or its body. Good for
 * one sending: an assertion in it is taken once. Immutable and thread-safe; it prints neither headers nor body.
 *
 * @see TokenCalls an example
 */
public final class TokenRequest {
    private final DcrCredentials client;
    private final Map<String, String> headers;
    private final String body;
    private final @Nullable Secret assertion;

    TokenRequest(DcrCredentials client, Map<String, String> headers, String body, @Nullable Secret assertion) {
        this.client = client;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.assertion = assertion;
    }

    /** Returns where it is sent: the client's token endpoint. */
    public URI uri() {
        return client.tokenEndpoint();
    }

    /** Returns the headers, {@code Content-Type} and {@code Accept} among them; secret. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the form, encoded as {@code application/x-www-form-urlencoded}, in ASCII; secret. */
    public String body() {
        return body;
    }

    /** Returns the client that sends it. */
    public DcrCredentials client() {
        return client;
    }

    /** Returns the assertion in the form, which an answer may echo; {@code null} if there is none. */
    @Nullable
    Secret assertion() {
        return assertion;
    }

    /** Prints whose request it is. */
    @Override
    public String toString() {
        return "TokenRequest[" + client + "]";
    }
}
