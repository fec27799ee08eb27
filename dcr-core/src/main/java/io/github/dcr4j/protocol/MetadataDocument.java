package io.github.dcr4j.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges a document that was found at a well-known address (RFC 8414, sections 3.2 and 3.3). */
final class MetadataDocument {
    private static final List<String> ENDPOINTS =
            List.of("registration_endpoint", "authorization_endpoint", "token_endpoint");

    private MetadataDocument() {}

    static Finding read(EndpointUrl candidate, HttpAnswer answer, String expectedIssuer) {
        if (answer.html()) {
            return Finding.absent(candidate, "answered with a page instead of JSON");
        }
        if (!answer.complete()) {
            return Finding.end(candidate, "the body " + answer.bodyState().sentence())
                    .retryable(answer.bodyState() != HttpAnswer.BodyState.TOO_LARGE, null);
        }
        Members members;
        try {
            members = new Members(Json.object(answer.body()));
        } catch (JsonProblem e) {
            String why = "the body " + e.getMessage();
            return answer.saysJson() ? Finding.end(candidate, why) : Finding.absent(candidate, why);
        }
        if (!answer.mediaType().equals("application/json")) {
            members.deviates("media-type", "Content-Type", answer.mediaType().isEmpty() ? "missing" : "other");
        }
        return judged(candidate, answer.url(), members, expectedIssuer);
    }

    private static Finding judged(EndpointUrl candidate, EndpointUrl source, Members members, String expectedIssuer) {
        String issuer = members.text("issuer");
        if (issuer == null) {
            String why = "the document has no issuer, which RFC 8414, section 2, requires";
            return ENDPOINTS.stream().anyMatch(members::has)
                    ? Finding.end(candidate, why)
                    : Finding.absent(candidate, "answered with JSON that is no metadata");
        }
        String mismatch = mismatch(issuer, expectedIssuer, members);
        if (mismatch != null) {
            return Finding.end(candidate, mismatch);
        }
        try {
            return Finding.found(candidate, new AuthorizationServerMetadata(issuer, members, source));
        } catch (IllegalArgumentException e) {
            return Finding.end(candidate, e.getMessage());
        }
    }

    /** Compares character for character (RFC 8414, sections 3.3 and 4): nothing is normalised. */
    private static @Nullable String mismatch(String issuer, String expected, Members members) {
        if (issuer.equals(expected)) {
            return null;
        }
        if (hasNoPath(expected) && hasNoPath(issuer) && bare(issuer).equals(bare(expected))) {
            members.deviates(
                    "issuer-terminating-slash", "issuer", issuer.endsWith("/") ? "slash added" : "slash left out");
            return null;
        }
        return "its issuer is " + ServerText.clean(issuer)
                + ", which must be the expected one character for character (RFC 8414, section 3.3);"
                + " if it is the server you mean, configure it as the issuer";
    }

    private static boolean hasNoPath(String issuer) {
        int host = issuer.indexOf("://") + 3;
        return issuer.indexOf('/', host) < 0 || issuer.indexOf('/', host) == issuer.length() - 1;
    }

    private static String bare(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
