package io.github.dcr4j.request;

import static io.github.dcr4j.DcrException.Step.CHOOSE_AUTH_METHOD;
import static io.github.dcr4j.DcrException.Step.DISCOVER;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.request.OtherWays.PreRegistered;
import io.github.dcr4j.store.RefusedDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By which way a request gets its client at a server: the client that is registered by hand there, else its metadata
 * document where the server takes it, else registration. Decided here and nowhere else.
 *
 * @param way the way
 * @param method how the client authenticates; {@code null} for registration, which chooses by itself
 * @param otherWays why it is not another, for operators; empty if the request has no other
 */
public record WayChoice(Way way, @Nullable TokenEndpointAuthMethod method, String otherWays) {
    private static final String AFTER = " goes first";

    /**
     * Chooses.
     *
     * @param refused the document that the server refused last; {@code null} for none
     * @throws DcrException if the client that is registered by hand cannot be used there
     */
    public static WayChoice of(RequestSpec request, Endpoints endpoints, @Nullable RefusedDocument refused) {
        OtherWays ways = request.otherWays();
        PreRegistered known = ways.preRegistered();
        DocumentPlan document = ways.document();
        List<String> others = new ArrayList<>();
        if (known != null) {
            String first = "the client that is registered by hand" + AFTER;
            if (document != null) {
                others.add(named(document, first));
            }
            others.add("registration: " + first);
            return new WayChoice(
                    Way.PRE_REGISTERED, preRegistered(request, endpoints, known), String.join("; ", others));
        }
        if (document == null) {
            return new WayChoice(Way.REGISTERED, null, "");
        }
        String why = whyNot(document, request.profile(), endpoints, refused);
        return why == null
                ? new WayChoice(Way.DOCUMENT, document.method(), "registration: the client's metadata document" + AFTER)
                : new WayChoice(Way.REGISTERED, null, named(document, why));
    }

    private static String named(DocumentPlan document, String why) {
        return "metadata document " + ForeignText.of(document.clientId()) + ": " + why;
    }

    private static @Nullable String whyNot(
            DocumentPlan document, ClientProfile profile, Endpoints endpoints, @Nullable RefusedDocument refused) {
        if (!endpoints.clientIdDocuments()) {
            return "the server does not say client_id_metadata_document_supported";
        }
        TokenEndpointAuthMethod method = document.method();
        if (!endpoints.authMethods().contains(method.wireName())) {
            return "it authenticates by " + method.wireName() + ", which the server does not list"
                    + " (token_endpoint_auth_methods_supported)";
        }
        if (!AuthMethodChoice.allowed(method, endpoints)) {
            return "it authenticates by none, which is taken only with PKCE and S256, and the server does not say that it"
                    + " supports it; " + AuthMethodChoice.pkceAdvice(endpoints);
        }
        if (!KeyMembers.possible(profile, method, endpoints.offer())) {
            return KeyMembers.why(profile, endpoints.offer());
        }
        try {
            String unused = document.json();
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return refused == null || !refused.digest().equals(document.digest())
                ? null
                : "the server refused it, and it is not offered for another " + inWords(refused.lasts()) + ": "
                        + refused.why();
    }

    private static String inWords(Duration left) {
        long minutes = Math.max(1, left.toMinutes());
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h";
    }

    /** The server need not list the method: an operator agreed on it there. */
    private static TokenEndpointAuthMethod preRegistered(
            RequestSpec request, Endpoints endpoints, PreRegistered known) {
        String elsewhere = request.otherWays().elsewhere(request.upstream());
        if (elsewhere != null) {
            throw DcrException.at(DISCOVER, elsewhere).exception();
        }
        boolean secret = known.clientSecret() != null;
        List<TokenEndpointAuthMethod> possible = request.profile().authMethods().stream()
                .filter(method -> method.needsSecret() == secret)
                .filter(method -> KeyMembers.possible(request.profile(), method, endpoints.offer()))
                .toList();
        if (possible.isEmpty()) {
            throw DcrException.at(
                            CHOOSE_AUTH_METHOD,
                            "client " + ForeignText.of(known.clientId()) + " is registered by hand "
                                    + (secret ? "with" : "without")
                                    + " a secret, which none of the request's authMethods fits")
                    .exception();
        }
        TokenEndpointAuthMethod method = possible.stream()
                .filter(each -> endpoints.authMethods().contains(each.wireName()))
                .findFirst()
                .orElse(possible.get(0));
        boolean pkce = request.profile().pkceRequired() || method == TokenEndpointAuthMethod.NONE;
        if (pkce && !endpoints.pkceS256()) {
            throw DcrException.at(
                            CHOOSE_AUTH_METHOD,
                            "client " + ForeignText.of(known.clientId())
                                    + " needs PKCE with S256, and the server does not"
                                    + " say that it supports it (code_challenge_methods_supported); "
                                    + AuthMethodChoice.pkceAdvice(endpoints))
                    .exception();
        }
        return method;
    }
}
