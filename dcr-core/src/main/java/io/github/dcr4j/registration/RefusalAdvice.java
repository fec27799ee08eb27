package io.github.dcr4j.registration;

import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.json.ServerText;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what an operator can do about a refused registration. What the server says in words decides; its code and the
 * status count where the words do not say.
 */
final class RefusalAdvice {
    private static final String TOKEN = "the initial access token";

    private RefusalAdvice() {}

    static String of(HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (answer.redirect()) {
            return "it points" + answer.whereTo() + ", and a registration does not follow; if that is the right place,"
                    + " configure it as the registration endpoint";
        }
        String byWords = byWords(refusal, request, tokenSent);
        return byWords == null ? byCode(answer, refusal, request, tokenSent) : byWords;
    }

    /**
     * Says when to try again a registration that was refused for now (408, 429, 503); {@code null} if the server does
     * not say.
     */
    static String later(@Nullable Duration wait) {
        return wait == null
                ? "the server does not say when to try again"
                : "the server asks to try again later: after " + wait.toSeconds() + " s at the earliest";
    }

    private static @Nullable String byWords(Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        RefusalTopic topic = RefusalTopic.of(refusal, tokenSent);
        if (topic == RefusalTopic.REDIRECT_URI) {
            return redirectUris(request);
        }
        return topic.advice().isEmpty() ? null : topic.advice();
    }

    private static String byCode(HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        return switch (answer.status()) {
            case 401 -> unauthorized(answer, tokenSent);
            case 403 -> forbidden(answer, refusal, request, tokenSent);
            case 404, 405, 501 -> RefusalTopic.NOT_OFFERED.advice();
            default ->
                !tokenSent && answer.challengesForBearerToken()
                        ? unauthorized(answer, false)
                        : byMetadata(answer, refusal, request, tokenSent);
        };
    }

    private static String unauthorized(HttpAnswer answer, boolean tokenSent) {
        if (!tokenSent) {
            return RefusalTopic.TOKEN_MISSING.advice();
        }
        String sent = sent(answer);
        return "the server does not accept " + sent
                + (sent.equals(TOKEN)
                        ? ": it may have expired or been used up; get a new one"
                        : ": check what is sent, and whether the server takes it" + " (registrationAuthorization)");
    }

    private static String sent(HttpAnswer answer) {
        String authorization = answer.authorizedBy();
        return authorization == null ? TOKEN : authorization;
    }

    private static String forbidden(
            HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        return (answer.html() ? "a page answered, so there may be no registration endpoint at that address; " : "")
                + scope(refusal, request, tokenSent)
                + "check " + sent(answer)
                + ", and what the server's policy allows (trusted hosts, scopes, number of clients)";
    }

    private static String redirectUris(RegistrationRequest request) {
        if (request.redirectUris().isEmpty()) {
            return "the server wants a redirect URI, and none was sent: name one (redirectUri)";
        }
        String sent = request.redirectUris().stream().map(ServerText::clean).collect(Collectors.joining(", "));
        return "the server does not accept a redirect URI that was sent: " + sent
                + "; check its rules for web and native clients";
    }

    private static String byMetadata(
            HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (refusal.mentions("response_types")) {
            return "the server may take no empty response_types, which say that no grant needs one (RFC 7591, section 2):"
                    + " leave them out (" + answer.url().named(AdvisedOption.NO_EMPTY_RESPONSE_TYPES) + ")";
        }
        if ("none".equals(request.members().get("token_endpoint_auth_method"))
                && (refusal.says("token_endpoint_auth_method") || refusal.says("public client"))) {
            return "the server may have no public clients (sent: token_endpoint_auth_method none): ask for a client that"
                    + " authenticates";
        }
        return scope(refusal, request, tokenSent) + "check the client metadata against what the server supports";
    }

    private static String scope(Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (RefusalTopic.of(refusal, tokenSent) != RefusalTopic.SCOPES) {
            return "";
        }
        if (request.scope() != null) {
            return "the server may accept no scopes at registration, or others (sent: "
                    + ServerText.clean(request.scope())
                    + "): change the scopes or the scope policy (OMIT sends none), or have refused ones left out"
                    + " (dropRefusedScopes); ";
        }
        return refusal.says("not permitted")
                ? "no scopes were sent, so the server gives the client scopes of its own, which its own policy does not"
                        + " allow: allow them there; "
                : "the server seems to want scopes at registration, and none was sent: name them, or send all that it lists"
                        + " (scope policy SERVER_LIST); ";
    }
}
