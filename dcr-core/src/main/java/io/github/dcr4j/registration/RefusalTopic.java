package io.github.dcr4j.registration;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the words of a refusal are about. Servers answer policies of every kind under one code: Keycloak's all come with
 * {@code insufficient_scope}, and each names itself in the description.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are never changed
enum RefusalTopic {
    /**
     * The statement that vouches for the software (RFC 7591, section 2.3), which may have expired as well as a token.
     */
    SOFTWARE_STATEMENT(
            "check the software statement: who signed it, whether it has expired, whether the server trusts it",
            List.of("software statement", "software_statement")),
    /** Hosts that clients may come from, and that their addresses may name. */
    TRUSTED_HOSTS(
            "the server registers clients only from hosts that it trusts, and with addresses of such hosts: have the address"
                    + " that this machine is seen under, and the hosts of redirect_uris and other addresses, added to the"
                    + " trusted hosts of the server's client registration policies, or configure an initial access token if"
                    + " other policies hold for those who have one",
            List.of("trusted host", "trusted domain", "host not trusted")),
    /** The server is full. */
    NUMBER_OF_CLIENTS(
            "the server's policy allows no larger number of clients: delete those there that are out of use, or have the limit"
                    + " raised",
            List.of(
                    "max clients",
                    "maximum number of clients",
                    "allowed to have max",
                    "too many clients",
                    "client limit")),
    /** Whether users are asked. */
    CONSENT(
            "the server's policy wants such clients to ask their users for consent: leave out metadata that says otherwise, or"
                    + " have that policy changed",
            List.of("consent")),
    /** Keycloak's word for a client that gets every role of its users: no scope of OAuth. */
    FULL_SCOPE(
            "the server's policy does not allow the full scope of its users' roles, which is no matter of the scopes that were"
                    + " sent: have that policy changed, or leave out metadata that asks for it",
            List.of("full scope", "fullscope")),
    /** What puts claims into Keycloak's tokens. */
    PROTOCOL_MAPPERS(
            "the server's policy does not allow a protocol mapper that the client would have: have its type allowed there, or"
                    + " leave out the metadata that brings it",
            List.of("protocolmapper", "protocol mapper")),
    /** The token has no use left. */
    TOKEN_USED_UP(
            "the initial access token has expired or been used up: get a new one",
            List.of(
                    "remaining count",
                    "expired",
                    "used up",
                    "exhausted",
                    "already used",
                    "already been used",
                    "revoked")),
    /** The token is good for something else. */
    TOKEN_SCOPE(
            "the initial access token very likely lacks a scope that the server wants it to have (RFC 6750, section 3.1): get"
                    + " one that was made for registration",
            List.of("scope", "privilege")),
    /** There was no token. */
    TOKEN_MISSING(
            "the server wants an initial access token (RFC 7591, section 3): configure one",
            List.of("access token", "registration token", "bearer token")),
    /** Nothing can be registered there. */
    NOT_OFFERED(
            "the server does not offer registration there: check the registration endpoint and whether dynamic client"
                    + " registration is switched on, or register a client by hand",
            Stream.of("disabled", "not enabled", "not supported", "not available", "switched off", "turned off")
                    .flatMap(off -> Stream.of("registration " + off, "registration is " + off))
                    .toList()),
    /** Where logins end. */
    REDIRECT_URI("", List.of("redirect uri", "redirect_uri", "redirecturi", "redirect url")),
    /** The scopes that the client asks for. */
    SCOPES("", List.of("scope")),
    /** A policy of which nothing more is known. */
    POLICY(
            "have the policy that the server names changed there, or the request made such that it is satisfied",
            List.of("policy '")),
    /** Something else, or no words. */
    OTHER("", List.of());

    private final String advice;
    private final List<String> words;

    RefusalTopic(String advice, List<String> words) {
        this.advice = advice;
        this.words = words;
    }

    String advice() {
        return advice;
    }

    /**
     * Returns what {@code refusal} is about.
     *
     * @param tokenSent whether there was an initial access token
     */
    static RefusalTopic of(Refusal refusal, boolean tokenSent) {
        if (refusal.hasCode("invalid_scope")) {
            return SCOPES;
        }
        // where logins end is another matter than where users go after a logout
        String said = refusal.description() == null
                ? ""
                : refusal.description().toLowerCase(Locale.ROOT).replace("post_logout_redirect_uri", "");
        for (RefusalTopic topic : values()) {
            if (topic.isMeant(refusal, said, tokenSent)) {
                return topic;
            }
        }
        return OTHER;
    }

    private boolean isMeant(Refusal refusal, String said, boolean tokenSent) {
        boolean named = words.stream().anyMatch(said::contains);
        return switch (this) {
            case SOFTWARE_STATEMENT -> named || refusal.mentions("software_statement");
            case TOKEN_USED_UP -> named && tokenSent && said.contains("token");
            case TOKEN_SCOPE ->
                tokenSent
                        && refusal.hasCode("insufficient_scope")
                        && (said.isEmpty() || (named && said.contains("token")));
            case TOKEN_MISSING -> named && !tokenSent;
            case NOT_OFFERED ->
                refusal.hasCode("registration_not_supported") || refusal.hasCode("registration_disabled") || named;
            case REDIRECT_URI -> named || refusal.hasCode("invalid_redirect_uri");
            case SCOPES -> named || (said.isEmpty() && aboutScopes(refusal.error(), tokenSent));
            default -> named;
        };
    }

    /** Without words, {@code insufficient_scope} is about a token where there is one (RFC 6750, section 3.1). */
    private static boolean aboutScopes(@Nullable String error, boolean tokenSent) {
        return error != null && error.contains("scope") && !(tokenSent && error.equals("insufficient_scope"));
    }
}
