package io.github.dcr4j.advice;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The options that messages advise, each by its name in the JSON form and as it is written in code. */
public enum AdvisedOption {
    INSECURE_HTTP("insecureHttp", "network(n -> n.insecureHttp(...))"),
    /** The same where a resource names the server. */
    INSECURE_HTTP_AT_SERVERS("insecureHttp", "client(c -> c.network(n -> n.insecureHttp(...)))"),
    INSECURE_TOKEN("insecureHttp.withInitialAccessToken", "InsecureHttp.withInitialAccessToken()"),
    INSECURE_RESOURCE("insecureResource", "insecureResource(...)"),
    PRIVATE_ADDRESSES("allowPrivateAddresses", "network(n -> n.allowPrivateAddresses()) on the request"),
    TRUSTED_AUTHORITY("trustAuthorities", "network(n -> n.trustAuthority('%s')) on the request"),
    ISSUER_MAY_BE_MISSING("issuerMayBeMissing", "server(s -> s.issuerMayBeMissing()) on the request"),
    PATH_FALLBACK("registerPathFallback", "server(s -> s.registerPathFallback(%s))"),
    AUTH_METHODS("serverAuthMethods", "server(s -> s.authMethods(...))"),
    PKCE("serverSupportsPkceS256", "server(s -> s.supportsPkceS256())"),
    SENDS_ISS("serverSendsIss", "server(s -> s.sendsIss())"),
    NO_EMPTY_RESPONSE_TYPES("leaveOutEmptyResponseTypes", "metadata(m -> m.leaveOutEmptyResponseTypes())"),
    /** What says how a client is to be, at whichever server a resource names. */
    CLIENT("dcr", "client()"),
    /** What names one of the servers that a resource may name. */
    ONE_SERVER("issuer", "authorizationServer(issuer) or clientAt(issuer, …)");

    private final String member;
    private final String inCode;

    AdvisedOption(String member, String inCode) {
        this.member = member;
        this.inCode = inCode;
    }

    /**
     * Returns what messages call the option.
     *
     * @param names gets the name of its member in the JSON form, and returns what the operator writes; empty for as in
     *     code; {@code null} where all is set in code
     */
    public String named(@Nullable Function<String, Optional<String>> names) {
        return names == null ? inCode : names.apply(member).orElse(inCode);
    }

    /** Returns what messages call the option and the value that it is to have. */
    public String withValue(Object value, @Nullable Function<String, Optional<String>> names) {
        String code = inCode.formatted(value);
        return names == null
                ? code
                : names.apply(member).map(name -> name + "=" + value).orElse(code);
    }
}
