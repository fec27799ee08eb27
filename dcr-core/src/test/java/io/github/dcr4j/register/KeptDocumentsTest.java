package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.metadata.MetadataClient;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptDocumentsTest {
    private static final int LONG = 870 * 1024;
    private static final String WELL_KNOWN = "/.well-known/oauth-authorization-server/";

    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j-test");
    private final TestClock clock = TestClock.standing();
    private final KeptDocuments kept = new KeptDocuments(clock);
    private final EndpointLookup lookup = new EndpointLookup(new MetadataClient(http, Duration.ofMinutes(1)), kept);
    private final Map<String, Integer> reads = new ConcurrentHashMap<>();
    private volatile String scopes = "";

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String tenant = request.getTarget().replace(WELL_KNOWN, "");
                reads.merge(tenant, 1, Integer::sum);
                return new MockResponse.Builder()
                        .addHeader("Content-Type", "application/json")
                        // on a kept connection, header and body would be 40 ms apart (Nagle's algorithm)
                        .addHeader("Connection", "close")
                        .body(document(tenant))
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    private String issuer(String tenant) {
        return "http://127.0.0.1:" + server.getPort() + "/" + tenant;
    }

    private String document(String tenant) {
        String base = "\"" + issuer(tenant);
        return "{\"issuer\":" + base + "\",\"registration_endpoint\":" + base + "/reg\",\"authorization_endpoint\":"
                + base + "/auth\",\"token_endpoint\":" + base + "/token\",\"scopes_supported\":[" + scopes + "]}";
    }

    /** The most texts that are read of a document, together as long as {@code length}. */
    private static String scopes(int length) {
        int each = length / 19_000 - 3;
        return IntStream.range(0, 19_000)
                .mapToObj(i -> "\"" + i + "x".repeat(each - String.valueOf(i).length()) + "\"")
                .collect(Collectors.joining(","));
    }

    private Endpoints find(String tenant) {
        return find(lookup, tenant);
    }

    private Endpoints find(EndpointLookup with, String tenant) {
        RequestSpec request =
                Samples.spec(DcrRequest.builder("https://gateway.example.com").upstreamIssuer(issuer(tenant)));
        return with.find(request, Deadline.after(clock, Duration.ofMinutes(1)));
    }

    private int reads(String tenant) {
        return reads.getOrDefault(tenant, 0);
    }

    @Test
    void find_150IssuersWith870KibDocuments_keepsNoMoreThan16Mib() {
        scopes = scopes(LONG);

        for (int i = 0; i < 150; i++) {
            assertThat(find("tenant" + i).scopes()).hasSize(19_000);
            assertThat(kept.bytes()).isLessThanOrEqualTo(KeptDocuments.MOST_BYTES);
        }

        assertThat(kept.size()).isBetween(2, 16);
    }

    @Test
    void find_oneOfMoreThanThereIsRoomForUsedAllAlong_isReadOnce() {
        scopes = scopes(LONG);

        for (int i = 0; i < 24; i++) {
            find("used");
            find("tenant" + i);
        }

        assertThat(reads("used")).isEqualTo(1);
        assertThat(find("tenant23").scopes()).hasSize(19_000);
        assertThat(reads("tenant23")).isEqualTo(1);
        find("tenant0");
        assertThat(reads("tenant0")).isEqualTo(2);
    }

    @Test
    void find_1500ShortDocuments_areAllKept() {
        scopes = "\"openid\"";
        for (int i = 0; i < 1_500; i++) {
            find("tenant" + i);
        }

        for (int i = 0; i < 1_500; i++) {
            find("tenant" + i);
        }

        assertThat(reads).hasSize(1_500);
        assertThat(reads.values()).containsOnly(1);
    }

    @Test
    void find_documentLongerThanThereIsRoom_isUsedAndNotKept() {
        KeptDocuments small = new KeptDocuments(clock, 1024 * 1024);
        EndpointLookup with = new EndpointLookup(new MetadataClient(http, Duration.ofMinutes(1)), small);
        scopes = "\"openid\"";
        find(with, "short");
        scopes = scopes(LONG);

        assertThat(find(with, "long").scopes()).hasSize(19_000);
        assertThat(find(with, "long").scopes()).hasSize(19_000);

        assertThat(reads("long")).isEqualTo(2);
        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void find_documentTenMinutesOld_takesNoRoomAnyMore() {
        scopes = "\"openid\"";
        find("tenant");
        long one = kept.bytes();
        clock.advance(KeptDocuments.LONGEST);

        find("tenant");

        assertThat(kept.bytes()).isEqualTo(one);
        assertThat(kept.size()).isEqualTo(1);
        assertThat(reads("tenant")).isEqualTo(2);
    }
}
