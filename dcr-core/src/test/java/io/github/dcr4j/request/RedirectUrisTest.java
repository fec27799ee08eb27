package io.github.dcr4j.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrisTest {
    @Test
    void withAnyPort_onLoopbackWithAPath_hasTheSameWithoutAPort() {
        List<String> asked = List.of(
                "http://127.0.0.1:4711/cb",
                "http://[::1]:4711/cb?a=b",
                "http://localhost:4711/",
                "http://127.0.0.1:4711",
                "http://127.0.0.1/cb",
                "https://127.0.0.1:4711/tls",
                "com.example.app:/cb");

        assertThat(RedirectUris.withAnyPort(asked).subList(0, asked.size())).isEqualTo(asked);
        assertThat(RedirectUris.withAnyPort(asked).subList(asked.size(), asked.size() + 2))
                .containsExactly("http://[::1]/cb?a=b", "http://localhost/");
        assertThat(RedirectUris.withAnyPort(asked)).hasSize(asked.size() + 2);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:2/cb, http://127.0.0.1:1/cb, http://127.0.0.1:2/cb",
        "http://127.0.0.1:2/cb, http://127.0.0.1/cb, http://127.0.0.1:2/cb",
        "http://127.0.0.1:2/cb, HTTP://127.0.0.1:2/cb, HTTP://127.0.0.1:2/cb",
        "http://127.0.0.1:2/cb, http://127.0.0.1:1/other, http://127.0.0.1:1/other",
        "http://127.0.0.1:2/cb, http://localhost:1/cb, http://localhost:1/cb",
        "http://127.0.0.1:2/cb, https://127.0.0.1:1/cb, https://127.0.0.1:1/cb"
    })
    void withPortsOf_sameButForThePort_hasTheRequestsPort(String asked, String registered, String expected) {
        assertThat(RedirectUris.withPortsOf(List.of(asked), List.of(registered)))
                .containsExactly(expected);
    }

    @Test
    void withPortsOf_samePorts_isTheSameList() {
        List<String> registered = List.of("http://127.0.0.1:2/cb");

        assertThat(RedirectUris.withPortsOf(List.of("http://127.0.0.1:2/cb"), registered))
                .isSameAs(registered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com/cb",
                "https://app.example.com/cb?tenant=1",
                "https://localhost/cb",
                "http://localhost:8080/cb",
                "http://127.0.0.1/cb",
                "http://127.8.9.1:1/cb",
                "http://[::1]:9/cb",
                "com.example.app:/cb",
                "com.example.app:cb",
                "COM.Example.App://cb"
            })
    void checked_usable_returnedAsItIs(String uri) {
        assertThat(RedirectUris.checked(uri)).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "http://app.example.com/cb,        loopback",
        "http://10.0.0.1/cb,               loopback",
        "http://127.0.0.1.example.com/cb,  loopback",
        "http://localhost.example.com/cb,  loopback",
        "http://[::2]/cb,                  loopback",
        "https:///cb,                      host",
        "https:cb,                         host",
        "https://a b/cb,                   no URI",
        "https://*.example.com/cb,         host",
        "https://app.example.com/cb#,      fragment",
        "https://app.example.com/cb#x,     fragment",
        "https://me@app.example.com/cb,    user information",
        "http://me@127.0.0.1/cb,           user information",
        "myapp:/cb,                        with a dot",
        "urn:ietf:wg:oauth:2.0:oob,        with a dot",
        "javascript:alert(1),              with a dot",
        "cb,                               absolute",
        "//app.example.com/cb,             absolute",
        "'',                               absolute"
    })
    void checked_unusable_saysWhy(String uri, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedirectUris.checked(uri))
                .withMessageContaining("redirectUri")
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4711/cb,   http://127.0.0.1/cb",
        "http://127.0.0.1:4711,      http://127.0.0.1",
        "http://127.0.0.1:80?a=b:80, http://127.0.0.1?a=b:80",
        "http://[::1]:1/cb,          http://[::1]/cb",
        "http://[::1]/cb,            http://[::1]/cb",
        "http://localhost:99/a:99/b, http://localhost/a:99/b",
        "https://localhost:99/cb,    https://localhost:99/cb",
        "https://a.example:99/cb,    https://a.example:99/cb",
        "com.example.app://a:99/cb,  com.example.app://a:99/cb"
    })
    void withoutLoopbackPort_onlyHttpOnLoopback_losesIt(String uri, String expected) {
        assertThat(RedirectUris.withoutLoopbackPort(uri)).isEqualTo(expected);
    }

    @Test
    void covers_portOnLoopbackDropped_stillCovered() {
        boolean covered =
                RedirectUris.covers(List.of("http://127.0.0.1/cb", "x y"), List.of("http://127.0.0.1:51000/cb"));

        assertThat(covered).isTrue();
    }

    @Test
    void covers_otherPathOrHost_isNot() {
        assertThat(RedirectUris.covers(List.of("http://127.0.0.1/"), List.of("http://127.0.0.1/cb")))
                .isFalse();
        assertThat(RedirectUris.covers(List.of("http://localhost/cb"), List.of("http://127.0.0.1/cb")))
                .isFalse();
        assertThat(RedirectUris.covers(List.of(), List.of("https://app.example.com/cb")))
                .isFalse();
    }

    @Test
    void covers_serverAddedOne_isCovered() {
        assertThat(RedirectUris.covers(
                        List.of("https://a.example/1", "https://a.example/2"), List.of("https://a.example/2")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://gw.example.com,        https://gw.example.com/oauth/callback",
        "https://gw.example.com/t/1/,   https://gw.example.com/t/1/oauth/callback",
        "http://localhost:8080,         http://localhost:8080/oauth/callback",
        "my-cli,                        ",
        "https://gw.example.com/?a=b,   ",
        "https://gw.example.com/#a,     "
    })
    void defaultFor_consumer_keepsThePath(String consumer, String expected) {
        assertThat(RedirectUris.defaultFor(consumer)).isEqualTo(expected);
    }
}
