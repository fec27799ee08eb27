package io.github.dcr4j.resolver;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.Egress;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.AuthenticationOffer;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrLease;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Values that tests start from. */
@SuppressWarnings("exports") // what it gives to tests of other rooms is not exported
public final class Samples {
    public static final String ISSUER = "https://idp.example.com/tenant";
    public static final String SECRET = "s3cret-of-the-client";

    public static final Egress NOWHERE = new Egress(Set.of(), false, Set.of());

    private Samples() {}

    public static DcrRequestBuilder request() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(ISSUER);
    }

    /** Returns what the machinery gets instead of the request that {@code request} builds. */
    public static RequestSpec spec(DcrRequestBuilder request) {
        return request.build().spec();
    }

    public static Attempt attempt(RequestSpec request, TestClock clock) {
        return new Attempt(request, clock, new CompletableFuture<>());
    }

    /**
     * Returns a lease that was granted to {@code attempt}, with work to be done within 19 seconds.
     *
     * @param base the generation to save upon
     */
    public static HeldLease lease(
            Attempt attempt, DcrCoordination coordination, TestClock clock, @Nullable String base) {
        DcrLease lease = new DcrLease(attempt.key(), "owner-1", clock.nanos() + 1_000_000);
        return lease(attempt, coordination, clock, new Claim.Granted(lease, base, 0, null, null, List.of(), null));
    }

    public static HeldLease lease(
            Attempt attempt, DcrCoordination coordination, TestClock clock, Claim.Granted granted) {
        return new HeldLease(
                coordination,
                new EventPublisher(null, clock),
                granted,
                Deadline.after(clock, Duration.ofSeconds(19)),
                attempt::note);
    }

    /** Returns credentials for the sample request, registered at the clock's start, whose secret never expires. */
    public static DcrCredentialsBuilder credentials() {
        return credentials(spec(request()).key());
    }

    public static DcrCredentialsBuilder credentials(DcrKey key) {
        return DcrCredentials.builder(key)
                .clientId("client-1")
                .clientSecret(Secret.of(SECRET))
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .tokenEndpoint(URI.create("https://idp.example.com/token"))
                .createdAt(TestClock.START);
    }

    public static DcrManagement management(String uri) {
        return new DcrManagement("client-1", URI.create(uri), Secret.of("management-token"));
    }

    public static Endpoints endpoints(boolean pkceS256, String... authMethods) {
        return endpoints(pkceS256, List.of(authMethods), null, List.of());
    }

    public static Endpoints endpoints(
            boolean pkceS256, List<String> authMethods, @Nullable List<String> grants, List<String> scopes) {
        return new Endpoints(
                ISSUER,
                url("/register"),
                false,
                url("/authorize"),
                url("/token"),
                authMethods,
                grants,
                scopes,
                pkceS256,
                pkceS256,
                true,
                AuthenticationOffer.UNKNOWN,
                false,
                null,
                List.of());
    }

    private static EndpointUrl url(String path) {
        return EndpointUrl.ofOperator("sample", "https://idp.example.com" + path);
    }
}
