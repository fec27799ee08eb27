package io.github.dcr4j.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.RenewalStrategy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.fuzz.WireAnswer;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.BodyText;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.request.ClientProfileBuilder;
import io.github.dcr4j.request.OtherWays;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.UpstreamBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A client that is asked about, and what holds for every answer. */
final class ProbedClient {
    static final String SECRET = "sEc-0xSECRET.77kd~Qz19";
    static final String REDIRECT_URI = "https://app.example.com/callback";
    static final RequestSpec REQUEST = request();
    static final DcrCredentials CLIENT = DcrCredentials.builder(REQUEST.key())
            .clientId("s6BhdRkqt3")
            .clientSecret(Secret.of(SECRET))
            .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_POST)
            .authorizationEndpoint(URI.create("https://as.example.com/authorize"))
            .tokenEndpoint(URI.create("https://as.example.com/token"))
            .redirectUris(List.of(REDIRECT_URI))
            .grantTypes(List.of("authorization_code"))
            .createdAt(Instant.ofEpochMilli(FixedTime.MILLIS))
            .build();

    private ProbedClient() {}

    private static RequestSpec request() {
        UpstreamBuilder upstream = new UpstreamBuilder();
        upstream.upstreamIssuer = EndpointUrl.issuer("upstreamIssuer", "https://as.example.com");
        return new RequestSpec(
                "https://app.example.com",
                upstream.build(false),
                new ClientProfileBuilder("https://app.example.com").build(),
                OtherWays.NONE,
                new RequestSpec.Suppliers(null, null),
                null,
                RenewalStrategy.REPLACE,
                false,
                null);
    }

    static Deadline deadline() {
        return Deadline.after(FixedTime.clock(), Duration.ofDays(1));
    }

    /** Fails unless the words of {@code evidence} may be printed. */
    static void printable(Evidence evidence) {
        Promise.fit("the evidence", evidence.text(), 1_200);
        Promise.without("the evidence", evidence.text(), SECRET);
    }

    /** Returns the text of a member of the answer's body; empty if it has none. */
    static String member(WireAnswer answer, String name) {
        String text =
                BodyText.of(answer.body(), answer.headers().get("Content-Type")).text();
        try {
            return Json.object(text.getBytes(UTF_8)).path(name).asText("");
        } catch (JsonProblem e) {
            return "";
        }
    }
}
