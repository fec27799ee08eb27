package io.github.dcr4j.examples.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.examples.command.ShownText;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerHttp;
import io.github.dcr4j.server.ServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Redeems codes at token endpoints (RFC 6749, section 4.1.3). Thread-safe; one per program. */
public final class CodeExchange {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DcrClock clock;

    public CodeExchange(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Redeems a code, once.
     *
     * @param client the client that the login began with: no other can redeem its code
     * @param authentication has the client's keys, if it authenticates by one
     * @param http calls that client's server, with the guard
     * @throws ClientRejectedException if the server rejects the client; report it and let the user log in again
     * @throws LoginFailedException if there is no token for another reason
     * @throws DcrException if the client has no key that fits
     */
    public TokenResponse redeem(
            Secret code,
            BegunLogin login,
            DcrCredentials client,
            ClientAuthentication authentication,
            ServerHttp http) {
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code.reveal());
        form.put("redirect_uri", login.redirectUri());
        form.put("code_verifier", login.verifier().reveal());
        authentication.authenticate(client, headers::put, form::put);
        ServerRequest request = ServerRequest.post(client.tokenEndpoint(), form);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        try {
            ServerAnswer answer = http.send(request);
            if (answer.status() != 200) {
                throw refused(client, answer.status(), answer.body(), code, login.verifier());
            }
            return tokens(read(answer.body()), login, client);
        } catch (IOException e) {
            // its message may hold what a server sent
            throw new LoginFailedException(
                    502,
                    "The token endpoint at " + client.tokenEndpoint().getHost() + " gave no answer that can be read ("
                            + e.getClass().getSimpleName() + ").");
        }
    }

    private static JsonNode read(String body) throws IOException {
        JsonNode answer = JSON.readTree(body);
        return answer.isObject() ? answer : JSON.createObjectNode();
    }

    private TokenResponse tokens(JsonNode answer, BegunLogin login, DcrCredentials client) {
        String accessToken = answer.path("access_token").asText();
        if (accessToken.isEmpty() || !answer.path("token_type").asText().equalsIgnoreCase("Bearer")) {
            throw new LoginFailedException(502, "The token endpoint gave no token that can be used.");
        }
        String idToken = text(answer, "id_token");
        JsonNode life = answer.path("expires_in");
        return new TokenResponse(
                Secret.of(accessToken),
                life.canConvertToInt() ? Duration.ofSeconds(life.asInt()) : null,
                text(answer, "scope"),
                idToken == null ? null : IdToken.subject(idToken, client, login, Instant.ofEpochMilli(clock.millis())));
    }

    /** Some servers repeat in an error what they were sent. */
    private static LoginFailedException refused(DcrCredentials client, int status, String body, Secret... sent)
            throws IOException {
        Optional<ClientRejection> rejection = ClientRejection.inTokenResponse(client, status, body, sent);
        if (rejection.isPresent()) {
            return new ClientRejectedException(rejection.get());
        }
        String error = read(body).path("error").asText();
        for (Secret secret : sent) {
            error = error.replace(secret.reveal(), "[redacted]");
        }
        return new LoginFailedException(
                502, "The token endpoint refused the code: " + status + " " + ShownText.cleaned(error));
    }

    private static @Nullable String text(JsonNode answer, String member) {
        return answer.path(member).isTextual() ? answer.path(member).asText() : null;
    }
}
