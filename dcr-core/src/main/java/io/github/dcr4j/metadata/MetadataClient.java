package io.github.dcr4j.metadata;

import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.RetryAfter;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds an authorization server's metadata (RFC 8414, section 3; OpenID Connect Discovery, section 4). Nothing of a
 * document is used unless it names the expected issuer. Stateless and thread-safe.
 */
public final class MetadataClient {
    private static final int CAP = 1024 * 1024;

    private final GuardedHttp http;
    private final Duration callTimeout;

    /** Creates a client that gives each address at most 10 seconds. */
    public MetadataClient(GuardedHttp http) {
        this(http, Duration.ofSeconds(10));
    }

    /** Creates a client that gives each address at most {@code callTimeout}. */
    public MetadataClient(GuardedHttp http, Duration callTimeout) {
        this.http = Objects.requireNonNull(http, "http");
        this.callTimeout = Objects.requireNonNull(callTimeout, "callTimeout");
    }

    /**
     * Searches {@code candidates}, in order, for the first document that has a registration endpoint, or else the first
     * document. The next address is tried where there is nothing (4xx, a page, a redirect elsewhere) or a gateway
     * failed (502); anything else ends the search, so that an attacker who can disturb one address cannot choose
     * another. It throws nothing for what network and server do: the result tells.
     */
    public Discovery discover(List<EndpointUrl> candidates, ExpectedIssuer expected, Deadline deadline) {
        List<Finding> findings = new ArrayList<>(candidates.size());
        AuthorizationServerMetadata partial = null;
        for (EndpointUrl candidate : candidates) {
            Finding finding = look(candidate, expected, deadline);
            findings.add(finding);
            if (finding.metadata() != null && finding.metadata().registrationEndpoint() != null) {
                return new Discovery(
                        expected.text(), findings, finding.metadata(), takesDocuments(findings, candidates));
            }
            partial = partial == null ? finding.metadata() : partial;
            if (finding.last()) {
                break;
            }
        }
        return new Discovery(expected.text(), findings, partial, takesDocuments(findings, candidates));
    }

    private static @Nullable Boolean takesDocuments(List<Finding> findings, List<EndpointUrl> candidates) {
        return takesDocuments(findings) ? Boolean.TRUE : findings.size() == candidates.size() ? Boolean.FALSE : null;
    }

    /** Returns whether one of the documents says {@code client_id_metadata_document_supported}. */
    public static boolean takesDocuments(List<Finding> findings) {
        for (Finding finding : findings) {
            AuthorizationServerMetadata metadata = finding.metadata();
            if (metadata != null && metadata.clientIdDocuments()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Looks at the candidates that {@code found} did not need, which changes nothing about the document that is used.
     */
    public List<Finding> further(
            List<EndpointUrl> candidates, Discovery found, ExpectedIssuer expected, Deadline deadline) {
        return candidates.stream()
                .skip(found.findings().size())
                .map(candidate -> look(candidate, expected, deadline))
                .toList();
    }

    private Finding look(EndpointUrl candidate, ExpectedIssuer expected, Deadline deadline) {
        HttpAnswer answer;
        try {
            answer = http.get(candidate, CAP, deadline.within(callTimeout));
        } catch (HttpFailure e) {
            return Finding.end(candidate, e.getMessage())
                    .retryable(e.retryable(), null)
                    .causedBy(e);
        }
        if (answer.status() == 200) {
            return MetadataDocument.read(candidate, answer, expected);
        }
        return unsuccessful(candidate, answer, deadline);
    }

    private static Finding unsuccessful(EndpointUrl candidate, HttpAnswer answer, Deadline deadline) {
        int status = answer.status();
        if (answer.redirect()) {
            return Finding.absent(candidate, "answered " + status + answer.whereTo() + ", which is not followed");
        }
        if (status == 502) {
            return Finding.absent(candidate, "answered " + status)
                    .retryable(true, null)
                    .bending(new Deviation(
                            DeviationCode.GATEWAY_ERROR, candidate.uri().getRawPath(), "502"));
        }
        boolean busy = status == 408 || status == 429;
        if (status < 500 && !busy) {
            return Finding.absent(candidate, "answered " + status);
        }
        return Finding.end(candidate, "answered " + status)
                .retryable(true, RetryAfter.of(answer, deadline.wallMillis()));
    }
}
