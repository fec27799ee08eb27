package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.resolver.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The redirect URIs of an answer. */
class AnswerCheckRedirectsTest extends AnswerCheckFixture {

    @Test
    void unusable_otherRedirectUris_isRefusedWithoutTheirQuery() {
        AnswerCheck check = check(
                Samples.request().redirectUri("https://gateway.example.com/cb?t=TOPSECRET"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"https://evil.example/cb\"]");

        assertThat(check.unusable())
                .contains("redirect_uris", "https://gateway.example.com/cb")
                .doesNotContain("TOPSECRET", "evil");
    }

    @Test
    void unusable_loopbackPortStripped_isFine() {
        AnswerCheck check = check(
                Samples.request().redirectUri("http://127.0.0.1:51000/cb"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"http://127.0.0.1/cb\"]");

        assertThat(check.unusable()).isNull();
        assertThat(check.newCredentials().redirectUris()).containsExactly("http://127.0.0.1:51000/cb");
    }

    @Test
    void credentials_redirectUrisOfAScriptAndAnotherSite_handOutOnlyTheRequestsOwn() {
        AnswerCheck check = check(
                Samples.request().redirectUris("https://gateway.example.com/b", "https://gateway.example.com/a"),
                SERVER,
                SECRET + ",\"redirect_uris\":[\"javascript:alert(1)\",\"https://evil.example/cb\","
                        + "\"https://gateway.example.com/b\",\"https://gateway.example.com/a\"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).contains("redirect-uri-added");
        assertThat(check.newCredentials().redirectUris())
                .containsExactly("https://gateway.example.com/a", "https://gateway.example.com/b");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:33418, http://127.0.0.1:33418/",
        "https://gateway.example.com/cb, https://GATEWAY.example.com/cb",
        "https://gateway.example.com/cb, HTTPS://gateway.example.com:443/cb",
        "https://gateway.example.com/~cb, https://gateway.example.com/%7ecb",
        "https://gateway.example.com/a%2fb, https://gateway.example.com/a%2Fb",
        "https://gateway.example.com/cb, https://gateway.example.com/x/../cb"
    })
    void unusable_redirectUriSpelledInAnotherWay_isTheSame(String asked, String echoed) {
        AnswerCheck check =
                check(Samples.request().redirectUri(asked), SERVER, SECRET + ",\"redirect_uris\":[\"" + echoed + "\"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).isEmpty();
        assertThat(check.newCredentials().redirectUris()).containsExactly(echoed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://gateway.example.com/cb, https://gateway.example.com/cb/",
        "https://gateway.example.com/cb, https://gateway.example.com/CB",
        "https://gateway.example.com/cb, https://gateway.example.com:444/cb",
        "https://gateway.example.com/a%2fb, https://gateway.example.com/a/b",
        "https://gateway.example.com/cb, http://gateway.example.com/cb",
        "https://gateway.example.com/cb, https://gateway.example.com/cb?"
    })
    void unusable_anotherRedirectUri_isRefused(String asked, String answered) {
        AnswerCheck check = check(
                Samples.request().redirectUri(asked), SERVER, SECRET + ",\"redirect_uris\":[\"" + answered + "\"]");

        assertThat(check.unusable()).contains("redirect_uris");
    }

    @Test
    void unusable_redirectUrisAndGrantsWithWhiteSpace_areReadAndReported() {
        AnswerCheck check = check(
                Samples.request(),
                SERVER,
                SECRET + ",\"redirect_uris\":[\" https://gateway.example.com/oauth/callback\\n\"],"
                        + "\"grant_types\":\"authorization_code refresh_token\",\"response_types\":[\" code \"]");

        assertThat(check.unusable()).isNull();
        assertThat(codes(check)).containsOnly("white-space", "string-for-array");
        assertThat(check.newCredentials().redirectUris()).containsExactly("https://gateway.example.com/oauth/callback");
        assertThat(check.newCredentials().grantTypes()).containsExactly("authorization_code", "refresh_token");
    }
}
