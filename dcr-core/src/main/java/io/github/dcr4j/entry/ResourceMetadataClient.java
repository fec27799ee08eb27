package io.github.dcr4j.entry;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpFailure;
import io.github.dcr4j.http.RetryAfter;
import io.github.dcr4j.json.ServerText;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.ResourceMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a protected resource's metadata (RFC 9728, section 3). Stateless and thread-safe. */
final class ResourceMetadataClient {
    private static final int CAP = 256 * 1024;

    private final GuardedHttp http;
    private final Duration callTimeout;

    /** Creates a client that gives each address at most {@code callTimeout}. */
    ResourceMetadataClient(GuardedHttp http, Duration callTimeout) {
        this.http = http;
        this.callTimeout = callTimeout;
    }

    /**
     * Returns the metadata of {@code resource}. The next address is tried where there is nothing (4xx, a page);
     * anything else ends the search.
     *
     * @throws DcrException at {@link Step#DISCOVER}, naming every address that was tried and why it was not used
     */
    ResourceMetadata read(ProtectedResource resource, ResourceChallenge challenge, Deadline deadline) {
        List<String> tried = new ArrayList<>();
        EndpointUrl named = named(resource, challenge, tried);
        for (EndpointUrl candidate : resource.candidates(named)) {
            HttpAnswer answer;
            try {
                answer = http.get(candidate, CAP, deadline.within(callTimeout));
            } catch (HttpFailure e) {
                tried.add(candidate.printable() + ": " + e.getMessage());
                throw failure(resource, tried).retryable(e.retryable()).cause(e).exception();
            }
            ResourceDocument found =
                    answer.status() == 200 ? ResourceDocument.read(answer, resource) : unsuccessful(answer);
            if (found.metadata() != null) {
                return found.metadata();
            }
            tried.add(candidate.printable() + ": " + found.why());
            if (found.last()) {
                boolean busy = answer.status() != 200;
                throw failure(resource, tried)
                        .retryable(busy)
                        .retryAfter(busy ? RetryAfter.of(answer, deadline.wallMillis()) : null)
                        .exception();
            }
        }
        throw failure(resource, tried).exception();
    }

    /** Returns the address that the challenge names, if it is one of the resource's own; another one is not dialled. */
    private static @Nullable EndpointUrl named(
            ProtectedResource resource, ResourceChallenge challenge, List<String> tried) {
        String text = challenge.resourceMetadata().orElse(null);
        if (text == null) {
            return null;
        }
        try {
            EndpointUrl named = EndpointUrl.ofOperatorUnlessClosed("resource_metadata", text);
            if (named.sameOrigin(resource.url())) {
                return EndpointUrl.ofServer("resource_metadata", text, resource.url());
            }
            tried.add("the challenge's resource_metadata '" + named.printable() + "': not of the resource's origin");
        } catch (IllegalArgumentException e) {
            tried.add("the challenge's " + e.getMessage());
        }
        return null;
    }

    private static ResourceDocument unsuccessful(HttpAnswer answer) {
        int status = answer.status();
        if (answer.redirect()) {
            return ResourceDocument.absent("answered " + status + answer.whereTo() + ", which is not followed");
        }
        boolean busy = status >= 500 || status == 408 || status == 429;
        return busy ? ResourceDocument.unusable("answered " + status) : ResourceDocument.absent("answered " + status);
    }

    private static DcrException.Details failure(ProtectedResource resource, List<String> tried) {
        return DcrException.at(
                Step.DISCOVER,
                "no usable metadata of the resource "
                        + ServerText.cleanAddress(resource.url().text()) + " was found. "
                        + String.join("; ", tried)
                        + ". Check the resource's address, or name its authorization server by the issuer");
    }
}
