package io.github.dcr4j.quickstart.login;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.quickstart.command.ShownText;
import io.github.dcr4j.rejection.ClientRejection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Redeems codes at token endpoints (RFC 6749, section 4.1.3). Thread-safe; one per program. */
public final class CodeExchange implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_ANSWER = 64 * 1024;

    private final DcrClock clock;
    private final OkHttpClient http = new OkHttpClient.Builder()
            .followRedirects(false)
            .retryOnConnectionFailure(false)
            .callTimeout(Duration.ofSeconds(10))
            .build();

    public CodeExchange(DcrClock clock) {
        this.clock = clock;
    }

    /**
     * Redeems a code, once.
     *
     * @param client the client that the login began with: no other can redeem its code
     * @throws ClientRejectedException if the server rejects the client; report it and let the user log in again
     * @throws LoginFailedException if there is no token for another reason
     */
    public TokenResponse redeem(Secret code, BegunLogin login, DcrCredentials client) {
        FormBody.Builder form = new FormBody.Builder()
                .add("grant_type", "authorization_code")
                .add("code", code.reveal())
                .add("redirect_uri", login.redirectUri())
                .add("code_verifier", login.verifier().reveal());
        Request.Builder request =
                new Request.Builder().url(client.tokenEndpoint().toString()).header("Accept", "application/json");
        client.authenticate(request::header, form::add);
        try (Response response =
                http.newCall(request.post(new OneShot(form.build())).build()).execute()) {
            String body = response.peekBody(LONGEST_ANSWER).string();
            if (response.code() != 200) {
                throw refused(client, response.code(), body, code, login.verifier());
            }
            return tokens(read(body), login, client);
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

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** A form that is sent at most once, whatever the answer: a code that comes twice may cost the tokens. */
    private static final class OneShot extends RequestBody {
        private final FormBody form;

        OneShot(FormBody form) {
            this.form = form;
        }

        @Override
        public MediaType contentType() {
            return form.contentType();
        }

        @Override
        public long contentLength() {
            return form.contentLength();
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            form.writeTo(sink);
        }

        @Override
        public boolean isOneShot() {
            return true;
        }
    }
}
