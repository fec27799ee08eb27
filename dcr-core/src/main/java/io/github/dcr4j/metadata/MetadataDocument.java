package io.github.dcr4j.metadata;

import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.util.List;

/** Judges a document that was found at a well-known address (RFC 8414, sections 3.2 and 3.3). */
final class MetadataDocument {
    private static final List<String> ENDPOINTS =
            List.of("registration_endpoint", "authorization_endpoint", "token_endpoint");

    private MetadataDocument() {}

    static Finding read(EndpointUrl candidate, HttpAnswer answer, ExpectedIssuer expected) {
        if (answer.html()) {
            return noMetadata(candidate, "answered with a page instead of JSON", "page");
        }
        if (!answer.complete()) {
            return Finding.end(candidate, "the body " + answer.bodyState().sentence())
                    .retryable(answer.bodyState() != HttpAnswer.BodyState.TOO_LARGE, null);
        }
        Members members;
        try {
            members = new Members(Json.object(answer.text()));
        } catch (JsonProblem e) {
            String why = "the body " + e.getMessage();
            return answer.saysJson() ? Finding.end(candidate, why) : noMetadata(candidate, why, "no JSON");
        }
        answer.deviations(members);
        return judged(candidate, answer.url(), members, expected);
    }

    private static Finding noMetadata(EndpointUrl candidate, String why, String shape) {
        return Finding.absent(candidate, why)
                .bending(
                        new Deviation(DeviationCode.NO_METADATA, candidate.uri().getRawPath(), shape));
    }

    private static Finding judged(EndpointUrl candidate, EndpointUrl source, Members members, ExpectedIssuer expected) {
        String issuer = members.text("issuer");
        if (issuer == null) {
            if (ENDPOINTS.stream().noneMatch(members::has)) {
                return noMetadata(candidate, "answered with JSON that is no metadata", "object");
            }
            if (!expected.mayBeMissing()) {
                return Finding.end(
                                candidate,
                                "the document has no issuer, which RFC 8414, section 2, requires; "
                                        + source.named(AdvisedOption.ISSUER_MAY_BE_MISSING) + " accepts it")
                        .saying(members, false);
            }
            members.deviates(DeviationCode.ISSUER_MISSING, "issuer", "missing");
            issuer = expected.text();
        }
        String mismatch = expected.mismatch(issuer, members);
        if (mismatch != null) {
            return Finding.end(candidate, mismatch).saying(members, false);
        }
        try {
            return Finding.found(candidate, new AuthorizationServerMetadata(issuer, members, source), members);
        } catch (IllegalArgumentException e) {
            return Finding.end(candidate, e.getMessage()).saying(members, true);
        }
    }
}
