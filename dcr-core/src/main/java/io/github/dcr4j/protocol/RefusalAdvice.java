package io.github.dcr4j.protocol;

import java.util.stream.Collectors;

/** Says what an operator can do about a refused registration. */
final class RefusalAdvice {
    private RefusalAdvice() {}

    static String of(HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (answer.redirect()) {
            return "it points" + answer.whereTo() + ", and a registration does not follow; if that is the right place,"
                    + " configure it as the registration endpoint";
        }
        if (refusal.hasCode("registration_not_supported") || refusal.hasCode("registration_disabled")) {
            return notOffered();
        }
        return switch (answer.status()) {
            case 401 -> unauthorized(tokenSent);
            case 403 -> forbidden(answer, refusal, request, tokenSent);
            case 404, 405, 501 -> notOffered();
            case 408, 429, 503 -> "the server asks to try again later";
            default ->
                !tokenSent && answer.challengesForBearerToken()
                        ? unauthorized(false)
                        : byCode(refusal, request, tokenSent);
        };
    }

    private static String unauthorized(boolean tokenSent) {
        return tokenSent
                ? "the server does not accept the initial access token: it may have expired or been used up; get a new one"
                : "the server wants an initial access token (RFC 7591, section 3): configure one";
    }

    /** Servers use {@code insufficient_scope} of the token (RFC 6750, section 3.1) and, with words, of their own policy. */
    private static String forbidden(
            HttpAnswer answer, Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (tokenSent && refusal.hasCode("insufficient_scope") && refusal.description() == null) {
            return "the initial access token very likely lacks a scope that the server wants it to have (RFC 6750, section"
                    + " 3.1): get one that was made for registration";
        }
        return (answer.html() ? "a page answered, so there may be no registration endpoint at that address; " : "")
                + scope(refusal, request, tokenSent)
                + "check the initial access token, and what the server's policy allows (trusted hosts, scopes, number of"
                + " clients)";
    }

    private static String notOffered() {
        return "the server does not offer registration there: check the registration endpoint and whether dynamic client"
                + " registration is switched on, or register a client by hand";
    }

    private static String byCode(Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (refusal.hasCode("invalid_redirect_uri")) {
            String sent = request.redirectUris().stream().map(ServerText::clean).collect(Collectors.joining(", "));
            return "the server does not accept a redirect URI that was sent: "
                    + (sent.isEmpty() ? "none was sent" : sent) + "; check its rules for web and native clients";
        }
        if (refusal.mentions("software_statement")) {
            return "check the software statement: who signed it, whether it has expired, whether the server trusts it";
        }
        if (refusal.mentions("response_types")) {
            return "the server may take no empty response_types, which say that no grant needs one (RFC 7591, section 2):"
                    + " leave them out (leaveOutEmptyResponseTypes)";
        }
        return scope(refusal, request, tokenSent) + "check the client metadata against what the server supports";
    }

    private static String scope(Refusal refusal, RegistrationRequest request, boolean tokenSent) {
        if (!refusal.aboutScopes(tokenSent)) {
            return "";
        }
        return request.scope() == null
                ? "the server seems to want scopes at registration, and none was sent: name them, or send all that it lists"
                        + " (scope policy SERVER_LIST); "
                : "the server may accept no scopes at registration, or others (sent: "
                        + ServerText.clean(request.scope())
                        + "): change the scopes or the scope policy (NONE_SENT sends none), or have refused ones left out"
                        + " (dropRefusedScopes); ";
    }
}
