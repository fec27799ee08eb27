package io.github.dcr4j.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Client authentication at the token endpoint by RFC 6749, section 2.3.1. */
class FakeServerTokenTest {
    private static final Map<String, String> CLIENT_CREDENTIALS = Map.of("grant_type", "client_credentials");

    private final PlainClient client = PlainClient.plain();
    private FakeAuthorizationServer server = FakeAuthorizationServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private PlainClient.Answer registered(String method) throws Exception {
        return client.post(server.registrationEndpoint(), PlainClient.serviceClient(method));
    }

    private PlainClient.Answer token(String authorization) throws Exception {
        return client.postForm(server.tokenEndpoint(), CLIENT_CREDENTIALS, "Authorization", authorization);
    }

    private PlainClient.Answer tokenByPost(String id, String secret) throws Exception {
        return client.postForm(
                server.tokenEndpoint(),
                Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret));
    }

    private static void assertInvalidClient(PlainClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("invalid_client");
    }

    @Test
    void token_basicEncodedAsTheRfcSays_isIssued() throws Exception {
        PlainClient.Answer registered = registered("client_secret_basic");

        PlainClient.Answer answer =
                token(PlainClient.basic(registered.text("client_id"), registered.text("client_secret")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.json()).containsEntry("token_type", "Bearer").containsKey("access_token");
    }

    @Test
    void token_basicWithoutFormEncoding_isInvalidClient() throws Exception {
        PlainClient.Answer registered = registered("client_secret_basic");
        String pair = registered.text("client_id") + ":" + registered.text("client_secret");

        PlainClient.Answer answer = token("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));

        assertInvalidClient(answer);
        assertThat(answer.header("www-authenticate")).startsWith("Basic");
    }

    @Test
    void token_basicWithOnlyTheSecretEncoded_isInvalidClient() throws Exception {
        PlainClient.Answer registered = registered("client_secret_basic");
        String pair = registered.text("client_id") + ":" + PlainClient.encoded(registered.text("client_secret"));

        PlainClient.Answer answer = token("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));

        assertInvalidClient(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic !!!", "Basic ", "Bearer x", "Basic YQ=="})
    void token_brokenHeader_isInvalidClient(String header) throws Exception {
        assertInvalidClient(token(header));
    }

    @Test
    void token_post_isIssued() throws Exception {
        PlainClient.Answer registered = registered("client_secret_post");

        PlainClient.Answer answer = tokenByPost(registered.text("client_id"), registered.text("client_secret"));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void token_anotherMethodThanRegistered_isInvalidClient() throws Exception {
        PlainClient.Answer basic = registered("client_secret_basic");
        PlainClient.Answer post = registered("client_secret_post");

        assertInvalidClient(tokenByPost(basic.text("client_id"), basic.text("client_secret")));
        assertInvalidClient(token(PlainClient.basic(post.text("client_id"), post.text("client_secret"))));
    }

    @Test
    void token_unknownClientOrWrongSecret_isInvalidClient() throws Exception {
        PlainClient.Answer registered = registered("client_secret_basic");

        assertInvalidClient(token(PlainClient.basic("nobody", "secret")));
        assertInvalidClient(token(PlainClient.basic(registered.text("client_id"), "wrong")));
        assertInvalidClient(token(PlainClient.basic(registered.text("client_id"), "")));
        assertInvalidClient(client.postForm(server.tokenEndpoint(), CLIENT_CREDENTIALS));
    }

    @Test
    void token_secretExpired_isInvalidClientFromThatSecondOn() throws Exception {
        ManualClock clock = new ManualClock();
        server.close();
        server = FakeAuthorizationServer.builder()
                .clock(clock)
                .secretLife(Duration.ofHours(1))
                .start();
        PlainClient.Answer registered = registered("client_secret_basic");
        String authorization = PlainClient.basic(registered.text("client_id"), registered.text("client_secret"));

        clock.advance(Duration.ofHours(1).minusMillis(1));
        PlainClient.Answer before = token(authorization);
        clock.advance(Duration.ofMillis(1));
        PlainClient.Answer after = token(authorization);

        assertThat(before.status()).isEqualTo(200);
        assertInvalidClient(after);
    }

    @Test
    void token_clientForgotten_isInvalidClient() throws Exception {
        PlainClient.Answer one = registered("client_secret_basic");
        PlainClient.Answer other = registered("client_secret_basic");

        server.forget(one.text("client_id"));
        PlainClient.Answer forgotten = token(PlainClient.basic(one.text("client_id"), one.text("client_secret")));
        PlainClient.Answer kept = token(PlainClient.basic(other.text("client_id"), other.text("client_secret")));
        server.forgetAll();
        PlainClient.Answer none = token(PlainClient.basic(other.text("client_id"), other.text("client_secret")));

        assertInvalidClient(forgotten);
        assertThat(kept.status()).isEqualTo(200);
        assertInvalidClient(none);
    }

    @Test
    void token_twoWaysAtOnceOrSecretInAddress_isInvalidRequest() throws Exception {
        PlainClient.Answer registered = registered("client_secret_basic");
        String id = registered.text("client_id");
        String secret = registered.text("client_secret");

        PlainClient.Answer both = client.postForm(
                server.tokenEndpoint(),
                Map.of("grant_type", "client_credentials", "client_id", id, "client_secret", secret),
                "Authorization",
                PlainClient.basic(id, secret));
        PlainClient.Answer address = client.postForm(
                URI.create(server.tokenEndpoint() + "?client_secret=" + PlainClient.encoded(secret)),
                CLIENT_CREDENTIALS,
                "Authorization",
                PlainClient.basic(id, secret));

        assertThat(List.of(both, address)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
        });
    }

    @Test
    void token_grantNotRegisteredOrUnknown_isRefused() throws Exception {
        PlainClient.Answer registered = client.post(server.registrationEndpoint(), PlainClient.webClient());
        String authorization = PlainClient.basic(registered.text("client_id"), registered.text("client_secret"));

        PlainClient.Answer notRegistered = token(authorization);
        PlainClient.Answer unknown = client.postForm(
                server.tokenEndpoint(), Map.of("grant_type", "password"), "Authorization", authorization);

        assertThat(notRegistered.text("error")).isEqualTo("unauthorized_client");
        assertThat(unknown.text("error")).isEqualTo("unsupported_grant_type");
    }

    @Test
    void token_scope_isWithinWhatIsRegistered() throws Exception {
        PlainClient.Answer registered = client.post(
                server.registrationEndpoint(),
                Map.of("grant_types", List.of("client_credentials"), "scope", "read write"));
        String authorization = PlainClient.basic(registered.text("client_id"), registered.text("client_secret"));

        PlainClient.Answer all = token(authorization);
        PlainClient.Answer less = client.postForm(
                server.tokenEndpoint(),
                Map.of("grant_type", "client_credentials", "scope", "read"),
                "Authorization",
                authorization);
        PlainClient.Answer more = client.postForm(
                server.tokenEndpoint(),
                Map.of("grant_type", "client_credentials", "scope", "admin"),
                "Authorization",
                authorization);

        assertThat(all.text("scope")).isEqualTo("read write");
        assertThat(less.text("scope")).isEqualTo("read");
        assertThat(more.text("error")).isEqualTo("invalid_scope");
    }
}
