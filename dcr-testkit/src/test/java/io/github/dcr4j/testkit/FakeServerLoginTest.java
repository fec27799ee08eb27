package io.github.dcr4j.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authorization code grant with PKCE, as a native client uses it (RFC 6749, section 4.1; RFC 7636; RFC 8252). */
class FakeServerLoginTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String REDIRECT = "http://127.0.0.1:51004/callback";

    private final PlainClient client = PlainClient.plain();
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private String clientId = "";

    @BeforeEach
    void register() throws Exception {
        PlainClient.Answer answer = client.post(
                server.registrationEndpoint(),
                Map.of(
                        "redirect_uris",
                        List.of("http://127.0.0.1/callback"),
                        "token_endpoint_auth_method",
                        "none",
                        "grant_types",
                        List.of("authorization_code", "refresh_token"),
                        "scope",
                        "openid profile"));
        clientId = answer.text("client_id");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String challenge() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private Map<String, String> login() throws Exception {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", REDIRECT);
        parameters.put("scope", "openid");
        parameters.put("state", "a state & more");
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    private PlainClient.Answer authorize(Map<String, String> parameters) throws Exception {
        String query = parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + PlainClient.encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return client.get(URI.create(server.authorizationEndpoint() + "?" + query));
    }

    private static Map<String, String> redirected(PlainClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(302);
        URI location = URI.create(answer.header("location"));
        assertThat(location.toString()).startsWith(REDIRECT + "?");
        return Arrays.stream(location.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], US_ASCII)));
    }

    private String code() throws Exception {
        return redirected(authorize(login())).getOrDefault("code", "");
    }

    private PlainClient.Answer exchange(String code, String verifier) throws Exception {
        return client.postForm(
                server.tokenEndpoint(),
                Map.of(
                        "grant_type", "authorization_code",
                        "client_id", clientId,
                        "code", code,
                        "redirect_uri", REDIRECT,
                        "code_verifier", verifier));
    }

    @Test
    void login_withPkceOnAnyLoopbackPort_endsWithTokens() throws Exception {
        Map<String, String> back = redirected(authorize(login()));

        PlainClient.Answer tokens = exchange(back.getOrDefault("code", ""), VERIFIER);
        PlainClient.Answer refreshed = client.postForm(
                server.tokenEndpoint(),
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        clientId,
                        "refresh_token",
                        tokens.text("refresh_token")));

        assertThat(back).containsEntry("state", "a state & more").containsEntry("iss", server.issuer());
        assertThat(tokens.json()).containsEntry("scope", "openid").containsKey("access_token");
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.text("access_token")).isNotEqualTo(tokens.text("access_token"));
    }

    @Test
    void exchange_wrongVerifier_isInvalidGrant() throws Exception {
        String code = code();

        PlainClient.Answer answer = exchange(code, VERIFIER + "x");

        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void exchange_twice_isInvalidGrant() throws Exception {
        String code = code();

        int first = exchange(code, VERIFIER).status();
        PlainClient.Answer second = exchange(code, VERIFIER);

        assertThat(first).isEqualTo(200);
        assertThat(second.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void exchange_codeExpired_isInvalidGrant() throws Exception {
        String code = code();

        server.advance(Duration.ofMinutes(1));
        PlainClient.Answer answer = exchange(code, VERIFIER);

        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void exchange_anotherClient_isInvalidGrant() throws Exception {
        String code = code();

        register();
        PlainClient.Answer answer = exchange(code, VERIFIER);

        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void login_publicClientWithoutPkce_isSentBackWithInvalidRequest() throws Exception {
        Map<String, String> parameters = login();
        parameters.remove("code_challenge");

        Map<String, String> back = redirected(authorize(parameters));

        assertThat(back).containsEntry("error", "invalid_request").doesNotContainKey("code");
    }

    @Test
    void login_plainPkceOrWiderScope_isSentBackWithAnError() throws Exception {
        Map<String, String> plain = login();
        plain.put("code_challenge_method", "plain");
        Map<String, String> wider = login();
        wider.put("scope", "openid admin");

        assertThat(redirected(authorize(plain))).containsEntry("error", "invalid_request");
        assertThat(redirected(authorize(wider))).containsEntry("error", "invalid_scope");
    }

    @Test
    void login_unknownClientOrRedirect_isNotSentAnywhere() throws Exception {
        Map<String, String> elsewhere = login();
        elsewhere.put("redirect_uri", "http://127.0.0.1:51004/other");
        Map<String, String> nobody = login();
        nobody.put("client_id", "nobody");

        assertThat(List.of(authorize(elsewhere), authorize(nobody))).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("location")).isEmpty();
        });
    }
}
