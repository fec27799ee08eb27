package io.github.dcr4j.advice;

import io.github.dcr4j.ForeignText;
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

    private static final int LONGEST = 200;

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
        return said(names).orElse(inCode);
    }

    /** Returns what a sentence that only mentions the option calls it: as in the JSON form where all is set in code. */
    public String mentioned(@Nullable Function<String, Optional<String>> names) {
        return said(names).orElse(member);
    }

    /** Returns what messages call the option and the value that it is to have. */
    public String withValue(Object value, @Nullable Function<String, Optional<String>> names) {
        return said(names).map(name -> name + "=" + value).orElseGet(() -> inCode.formatted(value));
    }

    /** A name is a program's own, and what it is for is a failure: one that is of no use must not take its place. */
    @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"}) // by a program that is compiled without checks
    private Optional<String> said(@Nullable Function<String, Optional<String>> names) {
        if (names == null) {
            return Optional.empty();
        }
        try {
            Optional<String> said = names.apply(member);
            return said == null ? Optional.empty() : said.filter(AdvisedOption::isName);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isName(String said) {
        // what has to be cleaned before it is printed is no name
        return !said.isBlank()
                && said.length() <= LONGEST
                && ForeignText.of(said).toString().equals(said);
    }
}
