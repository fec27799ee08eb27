package io.github.dcr4j.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Form;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Authenticates clients at the token endpoint (RFC 6749, section 2.3.1). Thread-safe. */
final class ClientAuthentication {
    private final ServerTerms terms;
    private final ClientRegistry registry;

    /** What a client presents: its id, its secret if any, and the method that it uses to do so. */
    private record Presented(String clientId, @Nullable String secret, String method) {}

    ClientAuthentication(ServerTerms terms, ClientRegistry registry) {
        this.terms = terms;
        this.registry = registry;
    }

    /**
     * Returns the client that sent {@code call}.
     *
     * @throws RefusalException with {@code invalid_client} if it is unknown, has another secret or one that has
     *     expired, or uses another method than it registered (RFC 6749, section 5.2)
     */
    Client authenticated(Call call, Map<String, String> form) {
        Presented presented = presented(call, form);
        Client client = registry.find(presented.clientId());
        if (client == null) {
            throw rejected(call, "the client is unknown");
        }
        if (!client.text("token_endpoint_auth_method").equals(presented.method())) {
            throw rejected(call, "the client registered for another authentication method");
        }
        Secret secret = client.secret();
        if (secret == null) {
            return client;
        }
        String given = presented.secret();
        if (given == null || given.isEmpty() || !secret.equals(Secret.of(given))) {
            throw rejected(call, "the client secret is wrong");
        }
        if (client.isSecretExpired(terms.clock().millis())) {
            throw rejected(call, "the client secret has expired");
        }
        return client;
    }

    private static Presented presented(Call call, Map<String, String> form) {
        if (call.parameters().containsKey("client_secret")) {
            throw RefusalException.of("invalid_request", "client_secret must not stand in the address");
        }
        boolean basic = call.header("authorization").isPresent();
        if (basic && form.containsKey("client_secret")) {
            throw RefusalException.of("invalid_request", "a client must not authenticate in two ways");
        }
        if (basic) {
            return basic(call);
        }
        String id = form.get("client_id");
        if (id == null) {
            throw rejected(call, "the client does not say who it is");
        }
        String secret = form.get("client_secret");
        return new Presented(id, secret, secret == null ? "none" : "client_secret_post");
    }

    /** Id and secret are form-encoded one by one, so the pair has exactly one colon (RFC 6749, section 2.3.1). */
    private static Presented basic(Call call) {
        String credentials = call.credentials("Basic ");
        if (credentials == null) {
            throw rejected(call, "the Authorization header is not HTTP Basic");
        }
        try {
            String[] pair = new String(Base64.getDecoder().decode(credentials.strip()), UTF_8).split(":", -1);
            String id = Form.decoded(pair[0]);
            String secret = pair.length == 2 ? Form.decoded(pair[1]) : null;
            if (id == null || secret == null) {
                throw rejected(call, "client id and secret are not form-encoded and joined by one colon");
            }
            return new Presented(id, secret, "client_secret_basic");
        } catch (IllegalArgumentException notBase64) {
            throw rejected(call, "the credentials of HTTP Basic are not in Base64");
        }
    }

    private static RefusalException rejected(Call call, String description) {
        Reply reply = Reply.error(401, "invalid_client", description);
        boolean challenged = call.header("authorization").isPresent();
        return new RefusalException(
                challenged ? reply.withHeader("WWW-Authenticate", "Basic realm=\"token endpoint\"") : reply);
    }
}
