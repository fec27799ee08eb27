package io.github.dcr4j.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.examples.testing.Browser.Shown;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes back and is no login: no code leaves for a token endpoint. */
class ServeRefusalTest {
    private final ManualClock clock = new ManualClock();
    private final FakeAuthorizationServer server =
            FakeAuthorizationServer.builder().clock(clock).start();
    private final ServedUpstreams served = new ServedUpstreams("\"memory:\"", clock)
            .with("idp", server)
            .with("own", server, "\"redirectUri\": \"https://gateway.example.com/own\"");
    private final Browser browser = new Browser();
    private int port;

    @BeforeEach
    void start() throws IOException {
        port = served.replica(LoginCookies.ofThisProcess()).port();
    }

    @AfterEach
    void close() {
        served.close();
        server.close();
    }

    private String approved(String upstream) throws Exception {
        return browser.approve(browser.begin(port, upstream));
    }

    private void assertRefused(Shown shown, int status, String why) {
        assertThat(shown.status()).as(shown.page()).isEqualTo(status);
        assertThat(shown.page()).contains("Not logged in", why);
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state=[^&]+ | state=another | has begun no such login",
                "state=[^&]+ | | has begun no such login",
                "iss=[^&]+ | iss=https://other.example.com | from another server",
                "iss=[^&]+ | iss= | from another server",
                "&iss=[^&]+ | | does not say which server",
                "iss=[^&]+ | iss=https://other.example.com&error=access_denied | from another server",
                "code=[^&]+ | | no code",
                "code=([^&]+) | code=$1&code=$1 | twice",
            })
    void end_answerIsNotRight_isRefused(String what, String instead, String why) throws Exception {
        String back = approved("idp").replaceFirst(what, instead == null ? "" : instead);

        assertRefused(browser.open(port, back), 400, why);
    }

    @Test
    void end_serverRefuses_showsWhyWithoutItsMarkup() throws Exception {
        String description = "<script>alert('you & me')</script>\r\n\u001b[31m" + "x".repeat(1000);
        String back = approved("idp")
                .replaceFirst(
                        "code=[^&]+",
                        "error=access_denied&error_description="
                                + URLEncoder.encode(description, StandardCharsets.UTF_8));

        Shown shown = browser.open(port, back);

        assertRefused(shown, 403, "access_denied (&lt;script&gt;alert(&#39;you &amp; me&#39;)&lt;/script&gt; xxx");
        assertThat(shown.page()).doesNotContain("<script", "\u001b").hasSizeLessThan(1000);
    }

    /** Whoever has a redirect URI of its own is told from the others by it (RFC 9700, section 4.4.2). */
    @Test
    void end_atTheAddressOfAnotherUpstream_isRefused() throws Exception {
        String back = approved("idp").replace("/app/oauth/callback", "/own");

        assertRefused(browser.open(port, back), 400, "at another address");
    }

    @Test
    void end_anotherBrowser_isRefused() throws Exception {
        String back = approved("idp");

        assertRefused(new Browser().open(port, back), 400, "This browser has begun no such login");
    }

    @Test
    void end_cookieChanged_isRefused() throws Exception {
        String back = approved("idp");
        browser.cookies().replaceAll((name, value) -> {
            char[] changed = value.toCharArray();
            changed[changed.length / 2] = changed[changed.length / 2] == 'A' ? 'B' : 'A';
            return new String(changed);
        });

        assertRefused(browser.open(port, back), 400, "has begun no such login");
    }

    @Test
    void end_cookieOfAnotherLogin_isRefused() throws Exception {
        browser.begin(port, "idp");
        String other = browser.cookies().values().iterator().next();
        browser.cookies().clear();
        String back = approved("idp");
        browser.cookies().replaceAll((name, value) -> other);

        assertRefused(browser.open(port, back), 400, "has begun no such login");
    }

    @Test
    void end_replicaWithAnotherKey_isRefused() throws Exception {
        int other = served.replica(LoginCookies.ofThisProcess()).port();
        String back = approved("idp");

        assertRefused(browser.open(other, back), 400, "has begun no such login");
    }

    @Test
    void end_tooLate_isRefused() throws Exception {
        String back = approved("idp");
        clock.advance(LoginCookies.LIFE);

        assertRefused(browser.open(port, back), 400, "or too long ago");
    }

    @Test
    void end_lastMoment_isTaken() throws Exception {
        String away = browser.begin(port, "idp");
        clock.advance(LoginCookies.LIFE.minus(Duration.ofMillis(1)));

        assertThat(browser.open(port, browser.approve(away)).status()).isEqualTo(200);
    }

    @Test
    void end_codeOfAnotherClient_isRefusedAndTheClientStays() throws Exception {
        String code = approved("own").replaceFirst(".*(code=[^&]+).*", "$1");
        String back = approved("idp").replaceFirst("code=[^&]+", code);

        Shown shown = browser.open(port, back);

        assertThat(shown.status()).isEqualTo(502);
        assertThat(shown.page()).contains("refused the code: 400 invalid_grant");
        assertThat(server.clients()).hasSize(2);
        assertThat(server.at(FakeEndpoint.REGISTRATION).count()).isEqualTo(2);
    }

    @Test
    void open_root_showsWhereALoginBegins() throws Exception {
        Shown root = browser.open(port, "/");

        assertThat(root.status()).isEqualTo(200);
        assertThat(root.page()).contains("<a href=\"/login/idp\">", "<a href=\"/login/own\">");
    }

    @ParameterizedTest
    @CsvSource({"/oauth/callback", "/app/oauth/callback/more", "/login", "/login/", "/login/other", "/login/idp/"})
    void open_addressOfNothing_is404(String path) throws Exception {
        assertThat(browser.open(port, path).status()).isEqualTo(404);
    }

    @Test
    void open_notByGet_is405() throws Exception {
        for (String method : List.of("POST", "HEAD", "OPTIONS")) {
            Shown shown = browser.send(method, "http://127.0.0.1:" + port + "/login/idp");

            assertThat(shown.status()).isEqualTo(405);
            assertThat(shown.allow()).isEqualTo("GET");
        }
        assertThat(server.at(FakeEndpoint.AUTHORIZATION).count()).isZero();
    }
}
