package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.registration.TokenEndpointError;
import io.github.dcr4j.registration.TokenEndpointError.Rejection;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.rejection.Verification.Source;
import io.github.dcr4j.request.RequestSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Begins a login at the authorization endpoint without a user: {@code prompt=none}, no cookies, redirects not followed.
 * A server that sends the browser back to the client's redirect URI knows both (RFC 6749, section 4.1.2.1); one that
 * shows an error instead may not know the client. That is suspected at most: the endpoint speaks to people.
 * Thread-safe.
 */
final class AuthorizationProbe {
    private static final Set<Integer> OF_UNKNOWN_CLIENTS = Set.of(400, 401, 404);
    /** Servers that are asked for JSON give the address to go to in a body, or want a user at once. */
    private static final Map<String, String> AS_A_BROWSER = Map.of("Accept", "text/html, */*;q=0.8");

    private static final Set<String> OF_CLIENTS = Set.of("invalid_client", "unauthorized_client");

    private final GuardedHttp http;

    AuthorizationProbe(GuardedHttp http) {
        this.http = http;
    }

    Evidence ask(RequestSpec request, DcrCredentials client, Deadline deadline) {
        String endpoint = client.authorizationEndpoint().map(Object::toString).orElse("");
        if (endpoint.isEmpty()
                || client.redirectUris().isEmpty()
                || !client.grantTypes().contains("authorization_code")) {
            return unknown("was not asked: the client begins no logins");
        }
        String redirectUri = client.redirectUris().get(0);
        try {
            EndpointUrl url = EndpointUrl.ofStored(
                    "authorization_endpoint",
                    endpoint + (endpoint.contains("?") ? "&" : "?") + TokenProbe.encoded(query(client, redirectUri)),
                    request.upstream().egress());
            HttpAnswer answer = http.send(new HttpCall("GET", url, null, null, TokenProbe.CAP, deadline.remaining())
                    .withHeaders(AS_A_BROWSER));
            return answer.redirect() ? redirected(answer, client, redirectUri) : shown(answer, client);
        } catch (HttpFailure | IllegalArgumentException e) {
            return unknown("was not asked, or did not answer: " + e.getMessage());
        }
    }

    private static Map<String, String> query(DcrCredentials client, String redirectUri) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.clientId());
        query.put("redirect_uri", redirectUri);
        if (!client.scopes().isEmpty()) {
            query.put("scope", String.join(" ", client.scopes()));
        }
        query.put("state", RandomText.next());
        // nothing hashes to it that is known to this process
        query.put("code_challenge", RandomText.next());
        query.put("code_challenge_method", "S256");
        query.put("prompt", "none");
        return query;
    }

    private static Evidence redirected(HttpAnswer answer, DcrCredentials client, String redirectUri) {
        String location = String.valueOf(answer.header("Location"));
        boolean back = location.equals(redirectUri)
                || location.startsWith(redirectUri + "?")
                || location.startsWith(redirectUri + "&")
                || location.startsWith(redirectUri + "#");
        String error = parameter(location, "error");
        if (OF_CLIENTS.contains(error)) {
            return evidence(
                    Outcome.SUSPECTED,
                    back ? "sends the browser back with error=" + error : "leads to a page for error=" + error);
        }
        return back
                ? evidence(Outcome.PROBABLY_ALIVE, "sends the browser back to client " + printable(client))
                : unknown("leads elsewhere, which says nothing about the client");
    }

    private static Evidence shown(HttpAnswer answer, DcrCredentials client) {
        if (!OF_UNKNOWN_CLIENTS.contains(answer.status())) {
            return unknown("answered " + answer.status() + ", which says nothing about the client");
        }
        // it was not sent here, but the server has it
        Secret[] secrets = client.clientSecret().stream().toArray(Secret[]::new);
        TokenEndpointError error = TokenEndpointError.of(
                answer.status(), answer.complete() ? answer.text().text() : "", client.clientId(), secrets);
        // servers that want a user say 401, and what is not there is 404: neither is about the client
        boolean bare = answer.status() == 400 && error.error() == null;
        boolean named =
                error.rejection() == Rejection.CERTAIN || (error.error() != null && OF_CLIENTS.contains(error.error()));
        return bare || named
                ? evidence(Outcome.SUSPECTED, "shows an error instead of sending the browser back: " + error.describe())
                : unknown("answered " + error.describe() + ", which says nothing about the client");
    }

    /** Returns the value of a parameter that is a plain word; empty for anything else. */
    private static String parameter(String location, String name) {
        int query = Math.max(location.indexOf('?'), location.indexOf('#'));
        for (String field : location.substring(query + 1).replace('#', '&').split("&", -1)) {
            if (field.startsWith(name + "=") && field.length() < 64) {
                return field.substring(name.length() + 1);
            }
        }
        return "";
    }

    private static String printable(DcrCredentials client) {
        return ForeignText.of(client.clientId()).toString();
    }

    private static Evidence unknown(String text) {
        return evidence(Outcome.UNKNOWN, text);
    }

    private static Evidence evidence(Outcome says, String text) {
        return new Evidence(Source.AUTHORIZATION_ENDPOINT, says, "the authorization endpoint " + text);
    }
}
