package io.github.dcr4j.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.http.Deadline;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.resource.ResourceMetadata;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMetadataClientTest {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final MockWebServer server = new MockWebServer();
    private final GuardedHttp http = new GuardedHttp(null, "dcr4j");
    private final ResourceMetadataClient client = new ResourceMetadataClient(http, Duration.ofMinutes(1));
    private String origin = "";

    @BeforeEach
    void start() throws Exception {
        server.start();
        origin = "http://localhost:" + server.getPort();
    }

    @AfterEach
    void close() {
        server.close();
        http.close();
    }

    private void enqueue(int status, String body) {
        enqueue(status, "application/json", body);
    }

    private void enqueue(int status, String type, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", type)
                .body(body)
                .build());
    }

    private String document(String path, String servers) {
        return "{\"resource\":\"" + origin + path + "\",\"authorization_servers\":" + servers + "}";
    }

    private ResourceMetadata read(String path, String... challenge) {
        return client.read(
                new ProtectedResource(EndpointUrl.ofOperator("resource", origin + path), OpenServers.NONE),
                ResourceChallenge.of(List.of(challenge)),
                Deadline.after(DcrClock.system(), Duration.ofMinutes(3)));
    }

    private DcrException failure(String path, String... challenge) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> read(path, challenge));
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining(origin + path);
        return failure;
    }

    private List<String> targets() {
        return IntStream.range(0, server.getRequestCount())
                .mapToObj(i -> {
                    try {
                        return server.takeRequest().getTarget();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void read_withAPath_isFoundBetweenHostAndPath() {
        enqueue(
                200,
                "{\"resource\":\"" + origin + "/mcp\",\"authorization_servers\":[\"https://one.example\","
                        + "\"https://two.example/t\"],\"scopes_supported\":[\"read\",\"write\"],\"signed_metadata\":\"a.b.c\"}");

        ResourceMetadata metadata = read("/mcp");

        assertThat(metadata.resource()).isEqualTo(origin + "/mcp");
        assertThat(metadata.authorizationServers()).containsExactly("https://one.example", "https://two.example/t");
        assertThat(metadata.scopesSupported()).containsExactly("read", "write");
        assertThat(targets()).containsExactly(WELL_KNOWN + "/mcp");
    }

    @Test
    void read_nothingAtThePath_isFoundAtTheRoot() {
        enqueue(404, "text/html", "<html>");
        enqueue(200, document("", "[\"https://one.example\"]"));

        assertThat(read("/a/mcp?x=1").resource()).isEqualTo(origin);
        assertThat(targets()).containsExactly(WELL_KNOWN + "/a/mcp?x=1", WELL_KNOWN);
    }

    @Test
    void read_rootResource_isAskedOnce() {
        enqueue(404, "");

        assertThat(failure("/")).hasMessageContaining("answered 404");
        assertThat(targets()).containsExactly(WELL_KNOWN);
    }

    @Test
    void read_challengeNamesTheDocument_isReadThereFirst() {
        enqueue(200, document("/mcp", "[\"https://one.example\"]"));

        read("/mcp", "Bearer resource_metadata=\"" + origin + "/custom.json\"");

        assertThat(targets()).containsExactly("/custom.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/doc",
                "https://other.example/doc",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "x",
            })
    void read_challengeNamesAnotherPlace_isNotDialled(String named) {
        enqueue(404, "");
        enqueue(404, "");

        DcrException failure = failure("/mcp", "Bearer resource_metadata=\"" + named + "\"");

        assertThat(failure).hasMessageContaining("the challenge's resource_metadata '" + named);
        assertThat(targets()).containsExactly(WELL_KNOWN + "/mcp", WELL_KNOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resource\":\"https://other.example/mcp\",\"authorization_servers\":[\"https://a.example\"]} | it is about"
                        + " https://other.example/mcp",
                "{\"resource\":\"ORIGIN/other\",\"authorization_servers\":[\"https://a.example\"]} | it is about",
                "{\"resource\":\"ORIGIN/mc\",\"authorization_servers\":[\"https://a.example\"]} | it is about",
                "{\"resource\":\"ORIGIN/mcp?x=1\",\"authorization_servers\":[\"https://a.example\"]} | it is about",
                "{\"authorization_servers\":[\"https://a.example\"]} | has no resource",
                "{\"resource\":\"ORIGIN/mcp\"} | names no authorization_servers",
                "{\"resource\":\"ORIGIN/mcp\",\"authorization_servers\":[]} | names no authorization_servers",
                "{\"resource\":\"ORIGIN/mcp\",\"authorization_servers\":[\"http://a.example\"]} | https is required",
                "{\"resource\":\"ORIGIN/mcp\",\"authorization_servers\":[\"https://u:p@a.example\"]} | user information",
                "{\"resource\":\"ORIGIN/mcp\",\"authorization_servers\":[\"https://a.example?x=1\"]} | must not have a query",
                "[] | the body is",
                "{\"resource\" | the body is",
            })
    void read_unusableDocument_failsWithTheReasonAndReadsNoOther(String document, String why) {
        enqueue(200, document.replace("ORIGIN", origin));

        assertThat(failure("/mcp")).hasMessageContaining(WELL_KNOWN + "/mcp: ").hasMessageContaining(why);
        assertThat(targets()).hasSize(1);
    }

    @Test
    void read_parentOfThePath_isTaken() {
        enqueue(200, document("/a/", "[\"https://a.example\"]"));

        assertThat(read("/a/mcp").resource()).isEqualTo(origin + "/a/");
    }

    @Test
    void read_fiftyServers_areRefused() {
        String servers = IntStream.range(0, 50)
                .mapToObj(i -> "\"https://s" + i + ".example\"")
                .collect(Collectors.joining(",", "[", "]"));
        enqueue(200, document("/mcp", servers));

        assertThat(failure("/mcp")).hasMessageContaining("names 50 authorization_servers; at most 20");
    }

    @Test
    void read_oneServerOfTwoIsUnusable_theOtherIsTaken() {
        enqueue(200, document("/mcp", "[\"ftp://a.example\",\"https://b.example\"]"));

        assertThat(read("/mcp").authorizationServers()).containsExactly("https://b.example");
    }

    @ParameterizedTest
    @CsvSource({"text/html,<html>login</html>", "application/json,{\"error\":\"not_found\"}", "text/plain,hello"})
    void read_200WithSomethingElse_triesTheRoot(String type, String body) {
        enqueue(200, type, body);
        enqueue(200, document("", "[\"https://a.example\"]"));

        assertThat(read("/mcp").authorizationServers()).containsExactly("https://a.example");
    }

    @Test
    void read_busy_endsTheSearchAndSaysWhenToTryAgain() {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "7")
                .build());

        DcrException failure = failure("/mcp");

        assertThat(failure.retryable()).isTrue();
        assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
        assertThat(targets()).hasSize(1);
    }

    @Test
    void read_redirectElsewhere_isNotFollowed() {
        for (int i = 0; i < 2; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(302)
                    .addHeader("Location", "https://10.0.0.1/x?token=abc")
                    .build());
        }

        assertThat(failure("/mcp"))
                .hasMessageContaining("answered 302 to https://10.0.0.1/x, which is not followed")
                .hasMessageNotContaining("token=abc");
    }
}
