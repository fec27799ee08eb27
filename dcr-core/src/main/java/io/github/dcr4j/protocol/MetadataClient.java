package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
     * Returns the first document among {@code candidates} that has a registration endpoint, or else the first document.
     * The next address is tried where there is nothing (4xx, a page, a redirect elsewhere) or a gateway failed (502);
     * anything else ends the search, so that nobody who can disturb one address chooses another.
     *
     * @param candidates where to look, in order
     * @param expectedIssuer what {@code issuer} must be, character for character; where it has no path, a terminating
     *     slash more or less is tolerated
     * @throws DcrException at {@link Step#DISCOVER}, naming every address that was tried and why it was not used
     */
    public AuthorizationServerMetadata discover(
            List<EndpointUrl> candidates, String expectedIssuer, Deadline deadline) {
        List<Finding> findings = new ArrayList<>(candidates.size());
        AuthorizationServerMetadata partial = null;
        for (EndpointUrl candidate : candidates) {
            Finding finding = look(candidate, expectedIssuer, deadline);
            findings.add(finding);
            if (finding.metadata() != null && finding.metadata().registrationEndpoint() != null) {
                return finding.metadata();
            }
            partial = partial == null ? finding.metadata() : partial;
            if (finding.last()) {
                break;
            }
        }
        if (partial != null) {
            return partial;
        }
        throw failure(expectedIssuer, findings);
    }

    private Finding look(EndpointUrl candidate, String expectedIssuer, Deadline deadline) {
        HttpAnswer answer;
        try {
            answer = http.get(candidate, CAP, deadline.within(callTimeout));
        } catch (HttpFailure e) {
            return Finding.end(candidate, e.getMessage())
                    .retryable(e.retryable(), null)
                    .causedBy(e);
        }
        if (answer.status() == 200) {
            return MetadataDocument.read(candidate, answer, expectedIssuer);
        }
        return unsuccessful(candidate, answer, deadline);
    }

    private static Finding unsuccessful(EndpointUrl candidate, HttpAnswer answer, Deadline deadline) {
        int status = answer.status();
        if (answer.redirect()) {
            return Finding.absent(candidate, "answered " + status + answer.whereTo() + ", which is not followed");
        }
        boolean busy = status == 408 || status == 429;
        if (status == 502 || (status < 500 && !busy)) {
            return Finding.absent(candidate, "answered " + status).retryable(status == 502, null);
        }
        return Finding.end(candidate, "answered " + status)
                .retryable(true, RetryAfter.of(answer, deadline.wallMillis()));
    }

    private static DcrException failure(String expectedIssuer, List<Finding> findings) {
        StringBuilder message = new StringBuilder(
                "no usable metadata of the authorization server " + ServerText.clean(expectedIssuer) + " was found. ");
        findings.forEach(f -> message.append(f.address().printable())
                .append(": ")
                .append(f.why())
                .append("; "));
        message.setLength(Math.max(0, message.length() - 2));
        message.append(". Check the issuer or the discovery URL, or configure the server's endpoints");
        Finding last = findings.isEmpty() ? null : findings.get(findings.size() - 1);
        return DcrException.at(Step.DISCOVER, message.toString())
                .retryable(findings.stream().anyMatch(Finding::retryable))
                .retryAfter(last == null ? null : last.retryAfter())
                .cause(last == null ? null : last.cause())
                .exception();
    }
}
