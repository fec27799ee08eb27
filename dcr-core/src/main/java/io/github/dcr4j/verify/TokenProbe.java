package io.github.dcr4j.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.OneShotBody;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.registration.TokenEndpointError;
import io.github.dcr4j.registration.TokenEndpointError.Rejection;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.rejection.Verification.Source;
import io.github.dcr4j.request.RequestSpec;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends a token request that can bring no token: its code is random. What the server turns down, client or code, tells
 * whether it knows the client. Thread-safe.
 */
final class TokenProbe {
    static final int CAP = 64 * 1024;

    private static final String CODE_GRANT = "authorization_code";
    private static final String TOKEN_GRANT = "client_credentials";
    /** What is said of what a client asks for. */
    private static final Set<String> ABOUT_THE_REQUEST = Set.of("invalid_grant", "invalid_scope", "invalid_target");

    private final GuardedHttp http;

    TokenProbe(GuardedHttp http) {
        this.http = http;
    }

    /**
     * Asks the token endpoint.
     *
     * @param mayMint whether a token may be issued
     */
    Evidence ask(RequestSpec request, DcrCredentials client, boolean mayMint, Deadline deadline) {
        TokenEndpointAuthMethod method = client.tokenEndpointAuthMethod();
        ClientAuthentication authentication = request.authentication();
        if (method == TokenEndpointAuthMethod.TLS_CLIENT_AUTH
                || method == TokenEndpointAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH) {
            return unknown("was not asked: the client authenticates by a certificate, which only its caller has");
        }
        if (method.usesPrivateKey() && !authentication.hasKeys()) {
            return unknown("was not asked: the client authenticates by a key, which only its caller has");
        }
        String grant = mayMint && client.grantTypes().contains(TOKEN_GRANT) ? TOKEN_GRANT : CODE_GRANT;
        try {
            EndpointUrl url = EndpointUrl.ofStored(
                    "token_endpoint",
                    client.tokenEndpoint().toString(),
                    request.upstream().egress());
            List<@Nullable ClientKey> keys = new ArrayList<>(authentication.keysFor(client));
            if (keys.isEmpty()) {
                keys.add(null);
            }
            Evidence last = unknown("was not asked");
            for (ClientKey key : keys) {
                last = new Asked(client, grant, authentication, key).send(url, deadline);
                if (last.says() != Outcome.GONE && last.says() != Outcome.SUSPECTED) {
                    break;
                }
            }
            return last;
        } catch (HttpFailure | DcrException | IllegalArgumentException e) {
            return unknown("was not asked, or did not answer: " + e.getMessage());
        }
    }

    private static Evidence unknown(String text) {
        return new Evidence(Source.TOKEN_ENDPOINT, Outcome.UNKNOWN, "the token endpoint " + text);
    }

    /** One request. */
    private final class Asked {
        private final DcrCredentials client;
        private final String grant;
        private final List<Secret> secrets = new ArrayList<>();
        private final String form;
        private final @Nullable CallAuthorization authorization;

        /**
         * Makes it.
         *
         * @param key the key to authenticate with; {@code null} for a method that takes none
         */
        Asked(DcrCredentials client, String grant, ClientAuthentication authentication, @Nullable ClientKey key) {
            this.client = client;
            this.grant = grant;
            Map<String, String> headers = new LinkedHashMap<>();
            Map<String, String> fields = fields();
            if (key == null) {
                authentication.authenticate(client, headers::put, fields::put);
            } else {
                authentication.authenticate(client, key, fields::put);
            }
            client.clientSecret().ifPresent(secrets::add);
            for (String name : List.of("client_assertion", "code", "code_verifier")) {
                if (fields.containsKey(name)) {
                    secrets.add(Secret.of(fields.get(name)));
                }
            }
            form = encoded(fields);
            String header = headers.get("Authorization");
            authorization = header == null
                    ? null
                    : CallAuthorization.of("the client's authentication", Map.of("Authorization", Secret.of(header)));
        }

        private Map<String, String> fields() {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", grant);
            if (grant.equals(CODE_GRANT)) {
                form.put("code", RandomText.next());
                if (!client.redirectUris().isEmpty()) {
                    form.put("redirect_uri", client.redirectUris().get(0));
                }
                form.put("code_verifier", RandomText.next());
            }
            return form;
        }

        Evidence send(EndpointUrl url, Deadline deadline) throws HttpFailure {
            String problem = authorization == null ? null : authorization.problem();
            if (problem != null) {
                return unknown("was not asked: " + problem);
            }
            HttpAnswer answer = http.send(
                    new HttpCall("POST", url, authorization, OneShotBody.form(form), CAP, deadline.remaining()));
            String text = answer.complete() ? answer.text().text() : "";
            TokenEndpointError error =
                    TokenEndpointError.of(answer.status(), text, client.clientId(), secrets.toArray(Secret[]::new));
            Outcome says = answer.complete() ? says(answer, error) : Outcome.UNKNOWN;
            String what = says == Outcome.ALIVE ? "issued a token" : "answered " + error.describe();
            return new Evidence(Source.TOKEN_ENDPOINT, says, "the token endpoint " + what);
        }

        private Outcome says(HttpAnswer answer, TokenEndpointError error) {
            boolean byDocument = client.way() == Way.DOCUMENT;
            Rejection rejection = error.rejection(byDocument);
            if (rejection == Rejection.CERTAIN && (byDocument || "invalid_client".equals(error.error()))) {
                return Outcome.GONE;
            }
            if (rejection != Rejection.NONE) {
                return Outcome.SUSPECTED;
            }
            if (answer.successful() && isToken(answer)) {
                return Outcome.ALIVE;
            }
            boolean registered = client.grantTypes().contains(grant);
            if ("unauthorized_client".equals(error.error())) {
                // of a client that may use the grant, servers say so when they do not know it
                return registered ? Outcome.SUSPECTED : Outcome.PROBABLY_ALIVE;
            }
            boolean aboutTheGrant = "unsupported_grant_type".equals(error.error()) && !registered;
            boolean refused = error.status() == 400 || error.status() == 401;
            return refused && (aboutTheGrant || (error.error() != null && ABOUT_THE_REQUEST.contains(error.error())))
                    ? Outcome.PROBABLY_ALIVE
                    : Outcome.UNKNOWN;
        }
    }

    private static boolean isToken(HttpAnswer answer) {
        try {
            JsonNode token = Json.object(answer.body()).get("access_token");
            return token != null && token.isTextual() && !token.textValue().isEmpty();
        } catch (JsonProblem e) {
            return false;
        }
    }

    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
