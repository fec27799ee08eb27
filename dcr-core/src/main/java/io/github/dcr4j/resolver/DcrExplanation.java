package io.github.dcr4j.resolver;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a registration would be, and why, for people who want to know before it is sent or after it failed; see {@link
 * DcrResolver#explain}. But for the key, addresses are without their queries, and it holds no secret. Immutable and
 * thread-safe.
 *
 * @param key what the credentials would be kept under
 * @param documents the metadata documents that were looked for, in order; none where nothing is discovered
 * @param deviations where the server bends the standards, in words
 * @param way by which way the client would come; {@code null} when that could not be found out
 * @param otherWays why not by another; empty if the request has no other
 * @param registration what would be sent; {@code null} when that could not be found out, or nothing would be
 * @param problem why nothing would be sent; {@code null} when all is well
 * @see DcrResolver an example
 */
public record DcrExplanation(
        DcrKey key,
        List<Document> documents,
        List<String> deviations,
        @Nullable Way way,
        String otherWays,
        @Nullable Registration registration,
        @Nullable DcrException problem) {
    /** Copies the lists. */
    public DcrExplanation {
        documents = List.copyOf(documents);
        deviations = deviations.stream().map(ForeignText::line).toList();
        otherWays = ForeignText.line(otherWays);
    }

    /**
     * An address at which metadata was looked for (RFC 8414, section 3).
     *
     * @param address the address
     * @param outcome what was found there, in words
     * @param used whether its document is the one that is used
     */
    public record Document(String address, String outcome, boolean used) {
        public Document {
            address = ForeignText.line(address);
            outcome = ForeignText.line(outcome);
        }
    }

    /**
     * A registration that was not sent (RFC 7591, section 3.1).
     *
     * @param endpoint where it would be sent
     * @param endpointGuessed whether that address was guessed: the metadata has none, and the usual path would be tried
     * @param issuer the server's checked issuer; {@code null} when nothing is discovered
     * @param authorizationEndpoint where a login would start; {@code null} when the grants need none and there is none
     * @param tokenEndpoint where tokens would be asked for
     * @param authMethod how the client would authenticate
     * @param authorizedBy what would authorize the registration, in words, such as {@code the SSWS credentials}; its
     *     supplier was not asked; {@code null} for nothing
     * @param metadata the JSON that would be sent, a software statement masked
     */
    public record Registration(
            String endpoint,
            boolean endpointGuessed,
            @Nullable String issuer,
            @Nullable String authorizationEndpoint,
            String tokenEndpoint,
            TokenEndpointAuthMethod authMethod,
            @Nullable String authorizedBy,
            String metadata) {
        public Registration {
            endpoint = ForeignText.line(endpoint);
            issuer = issuer == null ? null : ForeignText.line(issuer);
            authorizationEndpoint = authorizationEndpoint == null ? null : ForeignText.line(authorizationEndpoint);
            tokenEndpoint = ForeignText.line(tokenEndpoint);
            authorizedBy = authorizedBy == null ? null : ForeignText.line(authorizedBy);
        }
    }

    /** Returns all of it in lines of text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "upstream", ForeignText.of(key.upstream()).toString());
        documents.forEach(document -> line(text, "looked at", document.address() + ": " + document.outcome()));
        deviations.forEach(deviation -> line(text, "not as expected", deviation));
        if (way != null && !(way == Way.REGISTERED && otherWays.isEmpty())) {
            line(text, "way", way + "; " + otherWays);
        }
        if (registration != null) {
            print(text, registration);
        }
        if (problem != null) {
            line(text, "problem", problem.step() + ": " + problem.getMessage());
        }
        return text.toString();
    }

    private static void print(StringBuilder text, Registration registration) {
        line(text, "issuer", orElse(registration.issuer(), "not discovered"));
        line(
                text,
                "registration endpoint",
                registration.endpoint()
                        + (registration.endpointGuessed() ? " (a guess: the metadata names none)" : ""));
        line(text, "authorization endpoint", orElse(registration.authorizationEndpoint(), "none"));
        line(text, "token endpoint", registration.tokenEndpoint());
        line(text, "authenticates by", registration.authMethod().wireName());
        line(text, "authorized by", orElse(registration.authorizedBy(), "nothing"));
        line(text, "would be sent", registration.metadata().replace("\n", "\n  "));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-22s %s%n", name, value));
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
