package io.github.dcr4j.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTextTest {
    @Test
    void clean_controlAndTerminalSequences_areGone() {
        String cleaned =
                ServerText.clean("bad\r\nuri \u001b[31mred\u001b[0m \u009b2J \u001b]0;title\u0007 end\u0000\u0085");

        assertThat(cleaned).isEqualTo("bad uri red end");
    }

    @Test
    void clean_bidirectionalAndLineMarks_areGone() {
        String cleaned = ServerText.clean("a\u202eb\u2066c\u200bd\u2028e\u00e4\ud83d\ude00\ud800");

        assertThat(cleaned).isEqualTo("a b c d e\u00e4\ud83d\ude00");
    }

    @Test
    void clean_longText_isCutTo256() {
        String cleaned = ServerText.clean("x".repeat(100_000));

        assertThat(cleaned).hasSize(256).endsWith("…");
    }

    @ParameterizedTest
    @CsvSource({
        "see https://as.example/e?code=SECRET now, see https://as.example/e now",
        "see https://user:SECRET@as.example/e, see https://as.example/e",
        "see https://user:SECRET@SECRET@as.example/e, see https://as.example/e",
        "redirect_uri_https://user:SECRET@as.example/e?SECRET, redirect_uri_https://as.example/e",
        "see com.app:/cb#SECRET, see com.app:/cb",
        "why? because #1, why? because #1"
    })
    void clean_urls_loseQueryFragmentAndUserInfo(String text, String expected) {
        assertThat(ServerText.clean(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:SECRET\u0000@as.example/e",
                "https://user:SECRET @as.example/e",
                "https://as.example/e?x\u2028SECRET",
                "https://as.example/e#\nSECRET"
            })
    void cleanAddress_malformed_showsNoSecretPart(String text) {
        assertThat(ServerText.cleanAddress(text)).isEqualTo("https://as.example/e");
    }

    @Test
    void clean_echoedSecret_isMaskedEvenAtTheCut() {
        String cleaned = ServerText.clean("x".repeat(250) + "iat-canary", Secret.of("iat-canary"));

        assertThat(cleaned).doesNotContain("iat").contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[iat-canary", "iat-${canary", "\u001b]iat-canary", "https://u@iat-canary"})
    void clean_secretBesideWhatIsTakenAway_isMasked(String text) {
        assertThat(ServerText.clean(text, Secret.of("iat-canary"), Secret.of("iat-{canary")))
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"your iat-canary+x", "your iat-canary%2Bx", "your iat-canary", "your iat-ca"})
    void clean_secretInAUrlOrCutOff_isMasked(String text) {
        assertThat(ServerText.clean(text, Secret.of("iat-canary+x"))).isEqualTo("your ***");
    }

    @Test
    void clean_secretCutOffByTheLengthThatIsRead_isMasked() {
        String padded = " ".repeat(8 * 1024 - 6) + "iat-canary";

        assertThat(ServerText.clean(padded, Secret.of("iat-canary"))).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${jndi:ldap://x}", "$${jndi:ldap://x}", "$$${${x}"})
    void clean_lookUpExpression_isDefused(String text) {
        assertThat(ServerText.clean(text)).doesNotContain("${");
    }
}
