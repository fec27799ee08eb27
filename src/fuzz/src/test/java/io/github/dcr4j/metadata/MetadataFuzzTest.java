package io.github.dcr4j.metadata;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.fuzz.Addresses;
import io.github.dcr4j.fuzz.CannedHttp;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A server's whole answer at a well-known address. */
class MetadataFuzzTest {
    /** Stands in inputs for what nobody may read in a message. */
    private static final String MARK = "MaRkEd-0xSECRET";

    private static final String WELL_KNOWN = "/.well-known/oauth-authorization-server";
    private static final CannedHttp HTTP = new CannedHttp();

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/json.dict")
    void discover(byte[] input) {
        WireAnswer answer = WireAnswer.of(input);

        read(answer, new ExpectedIssuer("https://as.example.com", false));
        read(answer, new ExpectedIssuer("http://127.0.0.1:8080/tenant", true));
    }

    private static void read(WireAnswer answer, ExpectedIssuer expected) {
        EndpointUrl candidate = EndpointUrl.ofOperator("issuer", expected.text() + WELL_KNOWN);
        Deadline deadline = Deadline.after(FixedTime.clock(), Duration.ofDays(1));

        Discovery discovery = Cost.bounded(() -> new MetadataClient(HTTP.answering(answer), Duration.ofDays(1))
                .discover(List.of(candidate), expected, deadline));

        staysThere(candidate);
        String secret = legitimatelyShown(answer) ? "nothing\n" : MARK;
        fit(discovery, secret);
        if (discovery.used() == null) {
            failure(discovery, secret);
        } else {
            usable(discovery.used(), expected);
        }
    }

    private static void staysThere(EndpointUrl candidate) {
        HttpUrl own = Objects.requireNonNull(HttpUrl.parse(candidate.text()));
        Promise.that(HTTP.asked().size() <= 4, "more than three redirects");
        for (HttpUrl url : HTTP.asked()) {
            boolean same = url.scheme().equals(own.scheme())
                    && url.host().equals(own.host())
                    && url.port() == own.port()
                    && url.username().isEmpty();
            Promise.that(same, "followed to another origin");
        }
    }

    /**
     * An issuer that differs, an endpoint that cannot be used and a redirect are shown as far as they hold no secret.
     */
    private static boolean legitimatelyShown(WireAnswer answer) {
        String location = answer.headers().get("Location");
        return Stream.concat(Stream.ofNullable(location), values(answer.body()))
                .anyMatch(text -> Addresses.shownPart(text).contains(MARK));
    }

    private static Stream<String> values(byte[] body) {
        try {
            ObjectNode object = Json.object(body);
            return Stream.of("issuer", "registration_endpoint", "authorization_endpoint", "token_endpoint")
                    .map(name -> object.path(name).asText());
        } catch (JsonProblem e) {
            return Stream.empty();
        }
    }

    private static void fit(Discovery discovery, String secret) {
        List<Deviation> deviations = discovery.deviations();
        Promise.that(deviations.size() <= 100, deviations.size() + " deviations");
        deviations.forEach(deviation -> shown("deviation", deviation.toString(), 400, secret));
        discovery.findings().forEach(finding -> shown("finding", finding.toString(), 3_000, secret));
        shown("discovery", discovery.toString(), 4_000, secret);
    }

    private static void shown(String where, String text, int longest, String secret) {
        Promise.fit(where, text, longest);
        Promise.without(where, text, secret);
    }

    private static void failure(Discovery discovery, String secret) {
        DcrException failure = discovery.failure();
        Promise.fit(failure, 1_500, secret);
        Promise.that(failure.step() == Step.DISCOVER, "failed at " + failure.step());
        failure.retryAfter()
                .ifPresent(wait -> Promise.that(
                        wait.compareTo(Duration.ofSeconds(1)) >= 0 && wait.compareTo(Duration.ofHours(1)) <= 0,
                        "to be retried after " + wait));
    }

    private static void usable(AuthorizationServerMetadata used, ExpectedIssuer expected) {
        boolean slashMore = expected.text().equals("https://as.example.com")
                && used.issuer().equals(expected.text() + "/");
        Promise.that(used.issuer().equals(expected.text()) || slashMore, "another issuer is used");
        boolean loopback = expected.text().startsWith("http:");
        endpoint(used.registrationEndpoint(), loopback);
        endpoint(used.authorizationEndpoint(), loopback);
        endpoint(used.tokenEndpoint(), loopback);
        endpoint(used.source(), loopback);
    }

    private static void endpoint(@Nullable EndpointUrl endpoint, boolean loopbackAllowed) {
        if (endpoint == null) {
            return;
        }
        URI uri = URI.create(endpoint.text());
        boolean loopback = "http".equalsIgnoreCase(uri.getScheme())
                && uri.getHost().toLowerCase(java.util.Locale.ROOT).matches("localhost|127\\.[0-9.]+|\\[::1]");
        Promise.that(
                "https".equalsIgnoreCase(uri.getScheme()) || (loopback && loopbackAllowed),
                "an endpoint that is not secure");
        Promise.that(uri.getRawUserInfo() == null && uri.getRawFragment() == null, "an endpoint with extras");
        Promise.fit("endpoint", endpoint.toString(), 1_000);
    }
}
