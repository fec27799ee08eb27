package io.github.dcr4j.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.Browser.Shown;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeClient;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that succeed, and what the authorization server sees and says. */
class ServeLoginTest {
    private final ManualClock clock = new ManualClock();
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(clock).start();
    private final ServedUpstreams served =
            new ServedUpstreams("\"memory:\"", clock).with("idp", server, "\"scopes\": [\"openid\", \"profile\"]");
    private final Browser browser = new Browser();

    @AfterEach
    void close() {
        served.close();
        server.close();
    }

    private Replica start() throws Exception {
        return served.replica(LoginCookies.ofThisProcess());
    }

    private Shown logIn(Replica replica) throws Exception {
        return browser.open(replica.port(), browser.approve(browser.begin(replica.port(), "idp")));
    }

    @Test
    void login_approved_saysWhichClientAndNoSecret() throws Exception {
        Replica replica = start();

        Shown shown = logIn(replica);

        FakeClient client = server.clients().get(0);
        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(shown.page())
                .contains("Logged in at idp", "By client " + client.clientId() + ", generation ")
                .contains("<p>As ", "scopes openid profile, for 300 s");
        Map<String, String> redeemed =
                server.at(FakeEndpoint.TOKEN).calls().get(0).form();
        assertThat(shown.page() + served.printed())
                .doesNotContain(redeemed.get("code"))
                .doesNotContain(redeemed.get("code_verifier"));
        assertThat(served.printed())
                .contains("upstream idp can be used: client " + client.clientId())
                .contains("listening on http://127.0.0.1:" + replica.port());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void login_began_asksWithProofStateAndNonceInACookieNobodyReads() throws Exception {
        String upstream = "a-name-that-no-random-text-holds-by-chance";
        served.with(upstream, server, "\"scopes\": [\"openid\", \"profile\"]");
        Replica replica = start();

        Shown shown = browser.open(replica.port(), "/login/" + upstream);
        browser.approve(shown.location());

        Map<String, String> asked =
                server.at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters();
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("redirect_uri", ServedUpstreams.CONSUMER + "/oauth/callback")
                .containsEntry("scope", "openid profile")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(shown.setCookie()).endsWith("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
        String readable = shown.setCookie()
                + new String(Base64.getUrlDecoder().decode(shown.setCookie().replaceAll("^[^=]*=|;.*", "")), UTF_8);
        assertThat(readable).doesNotContain(asked.get("state"), asked.get("nonce"), "verifier", upstream);
    }

    @Test
    void login_forAResource_namesIt() throws Exception {
        served.with("{\"name\": \"notes\", \"resource\": \"" + server.resource() + "\"}");
        int port = start().port();

        Shown shown = browser.open(port, browser.approve(browser.begin(port, "notes")));

        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(server.at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters())
                .containsEntry("resource", server.resource().toString());
        assertThat(server.at(FakeEndpoint.TOKEN).calls().get(0).form())
                .containsEntry("resource", server.resource().toString());
    }

    @Test
    void login_withoutOpenid_hasNoNonce() throws Exception {
        served.with("plain", server, "\"scopes\": [\"profile\"]");

        browser.approve(browser.begin(start().port(), "plain"));

        assertThat(server.at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters())
                .doesNotContainKey("nonce");
    }

    @Test
    void login_authorizationEndpointWithAQuery_keepsIt() throws Exception {
        server.at(FakeEndpoint.METADATA)
                .rewriteAnswers(document ->
                        document.put("authorization_endpoint", server.authorizationEndpoint() + "?tenant=a%20b"));

        Shown shown = logIn(start());

        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(server.at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters())
                .containsEntry("tenant", "a b")
                .containsEntry("response_type", "code");
    }

    @Test
    void login_twoTabs_bothEndWhicheverIsFirst() throws Exception {
        int port = start().port();
        String one = browser.approve(browser.begin(port, "idp"));
        String two = browser.approve(browser.begin(port, "idp"));

        assertThat(browser.open(port, two).status()).isEqualTo(200);
        assertThat(browser.open(port, one).status()).isEqualTo(200);
        assertThat(browser.cookies()).isEmpty();
    }

    @Test
    void login_loadedAgain_sendsTheCodeOnce() throws Exception {
        int port = start().port();
        String back = browser.approve(browser.begin(port, "idp"));

        Shown first = browser.open(port, back);
        Shown again = browser.open(port, back);

        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(400);
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isOne();
    }

    @Test
    void login_idToken_saysWhoItIs() throws Exception {
        answerWithIdToken("nobody <& nothing", "");

        Shown shown = logIn(start());

        assertThat(shown.status()).as(shown.page()).isEqualTo(200);
        assertThat(shown.page()).contains("As nobody &lt;&amp; nothing.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "aud", "iss", "exp", "azp", "alg"})
    void login_idTokenOfAnotherLogin_isNone(String wrong) throws Exception {
        answerWithIdToken("somebody", wrong);

        Shown shown = logIn(start());

        assertThat(shown.status()).as(shown.page()).isEqualTo(502);
        assertThat(shown.page()).contains("ID token cannot be used").doesNotContain("somebody");
    }

    /** Adds a token for the login that the server saw last, with one claim that is not right. */
    private void answerWithIdToken(String subject, String wrong) {
        server.at(FakeEndpoint.TOKEN).rewriteAnswers(answer -> {
            Map<String, String> asked =
                    server.at(FakeEndpoint.AUTHORIZATION).calls().get(0).parameters();
            String other = wrong.equals("azp") ? ", \"azp\": \"another\"" : "";
            String claims =
                    "{\"sub\": \"%s\", \"iss\": \"%s\", \"aud\": [\"%s\"], \"nonce\": \"%s\", \"exp\": %d, \"iat\": %d%s}"
                            .formatted(
                                    subject,
                                    wrong.equals("iss") ? "https://other.example.com" : server.issuer(),
                                    wrong.equals("aud") ? "another" : asked.get("client_id"),
                                    wrong.equals("nonce") ? "another" : asked.get("nonce"),
                                    clock.millis() / 1000 + (wrong.equals("exp") ? -3600 : 3600),
                                    clock.millis() / 1000,
                                    other);
            String head = wrong.equals("alg") ? "none" : "RS256";
            String signature = wrong.equals("alg") ? "" : "AA";
            answer.put("id_token", base64("{\"alg\": \"" + head + "\"}") + "." + base64(claims) + "." + signature);
        });
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void login_clientForgottenByTheServer_isReplacedAndTheNextLoginWorks() throws Exception {
        Replica replica = start();
        String back = browser.approve(browser.begin(replica.port(), "idp"));
        String forgotten = server.clients().get(0).clientId();
        server.forget(forgotten);

        Shown shown = browser.open(replica.port(), back);
        Shown next = logIn(replica);

        assertThat(shown.status()).isEqualTo(502);
        assertThat(shown.page())
                .contains("Please log in again", "idp no longer takes")
                .doesNotContain(forgotten);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.page()).contains(server.clients().get(0).clientId());
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void login_rejectedAgainWithinAMinute_isHeldBackAndRegistersNothing() throws Exception {
        Replica replica = start();
        server.at(FakeEndpoint.TOKEN)
                .answerAlways(
                        FakeAnswer.refusal("invalid_client", "no such client").withStatus(401));

        Shown first = logIn(replica);
        Shown second = logIn(replica);

        assertThat(first.status()).isEqualTo(502);
        assertThat(second.status()).isEqualTo(503);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void login_tokenEndpointBusy_isAskedOnce() throws Exception {
        server.at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.status(503).withHeader("Retry-After", "0"));

        Shown shown = logIn(start());

        assertThat(shown.status()).isEqualTo(502);
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isOne();
    }

    @Test
    void start_severalWithoutIssAtOneAddress_areToldApart() throws Exception {
        server.at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.remove("authorization_response_iss_parameter_supported"));
        served.with("second", server, "\"scopes\": [\"email\"]")
                .with("own", server, "\"redirectUri\": \"https://gateway.example.com/own\"");

        start();

        String told = "; it sends no iss: give it a redirectUri of its own";
        assertThat(served.printed().lines().filter(line -> line.startsWith("upstream ")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("upstream idp ").endsWith(told),
                        line -> assertThat(line).startsWith("upstream second ").endsWith(told),
                        line -> assertThat(line).startsWith("upstream own ").doesNotContain(told));
    }

    @Test
    void start_oneOfTwoDown_theOtherWorksAndTheFirstLater() throws Exception {
        try (FakeAuthorizationServer down =
                FakeAuthorizationServer.builder().clock(clock).start()) {
            down.at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(503));
            int port = served.with("broken", down)
                    .replica(LoginCookies.ofThisProcess())
                    .port();

            Shown other = browser.open(port, browser.approve(browser.begin(port, "idp")));
            Shown now = browser.open(port, "/login/broken");
            down.at(FakeEndpoint.METADATA).reset();
            clock.advance(Duration.ofSeconds(2));
            Shown later = browser.open(port, browser.approve(browser.begin(port, "broken")));

            assertThat(other.status()).isEqualTo(200);
            assertThat(now.status()).isEqualTo(503);
            assertThat(now.page()).doesNotContain(down.issuer());
            assertThat(later.status()).as(later.page()).isEqualTo(200);
            assertThat(served.printed().lines().filter(line -> line.contains("broken")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("upstream broken cannot be used: ")
                            .contains("503")
                            .containsOnlyOnce("broken"));
        }
    }
}
