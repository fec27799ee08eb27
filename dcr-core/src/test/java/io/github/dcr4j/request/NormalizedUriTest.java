package io.github.dcr4j.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizedUriTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:33418, http://127.0.0.1:33418/",
        "HTTPS://App.Example.COM/Cb, https://app.example.com/Cb",
        "https://app.example.com:443/cb, https://app.example.com/cb",
        "https://app.example.com:/cb, https://app.example.com/cb",
        "http://localhost:80, http://localhost/",
        "https://app.example.com/%7ecb, https://app.example.com/~cb",
        "https://app.example.com/%41%2d, https://app.example.com/A-",
        "https://app.example.com/a%2fb, https://app.example.com/a%2Fb",
        "https://app.example.com/a/./b/../c, https://app.example.com/a/c",
        "https://app.example.com/a/.., https://app.example.com/",
        "https://app.example.com/../a, https://app.example.com/a",
        "https://app.example.com/cb?x=%7e, https://app.example.com/cb?x=~",
        "COM.example.app:/cb, com.example.app:/cb",
        "com.example.app:cb, com.example.app:cb",
        "http://[::1]:8080, http://[::1]:8080/",
        "https://app.example.com?x=1, https://app.example.com/?x=1"
    })
    void of_otherSpelling_isTheOneSpelling(String uri, String normalized) {
        assertThat(NormalizedUri.of(uri)).isEqualTo(normalized);
        assertThat(NormalizedUri.of(normalized)).isEqualTo(normalized);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "relative/path",
                "https://a b/",
                "https://app.example.com/%zz",
                "com.example.app:80/x",
                "https://app.example.com/cb/",
                "https://app.example.com/cb?",
                "http://app.example.com:443/cb",
                "https://app.example.com/a//b"
            })
    void of_nothingToNormalize_isTheTextItself(String uri) {
        assertThat(NormalizedUri.of(uri)).isEqualTo(uri);
    }

    @Test
    void of_longText_isLeftAlone() {
        String uri = "HTTPS://app.example.com/" + "%7e".repeat(100_000);

        assertThat(NormalizedUri.of(uri)).isSameAs(uri);
    }
}
