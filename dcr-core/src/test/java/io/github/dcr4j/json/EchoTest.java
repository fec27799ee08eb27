package io.github.dcr4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dcr4j.Secret;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoTest {
    // compared letter by letter that is 10^12 steps
    private static final int HUGE = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "abcdef, xabcdefy, x***y",
        "abcdef, abcdef, ***",
        "abcdef, abcdefabcdef, ******",
        "ababa, xababababax, x***x",
        "abcdef, nothing, nothing",
        "abcdef, x abcd, x ***",
        "abcdef, x abc, x abc",
        "a b/cd, x a+b%2Fcd y, x *** y",
        "a b/cd, x a+b%2, x ***",
        "aaaab, aaaaaaab, aaa***"
    })
    void masked_secretInText_isMaskedWithWhatIsLeftOfItAtTheEnd(String secret, String text, String masked) {
        assertThat(Echo.masked(text, Secret.of(secret))).isEqualTo(masked);
    }

    @Test
    void masked_secretOfEqualLettersInATextOfThem_endsSoon() {
        Secret secret = Secret.of("a".repeat(HUGE) + "b");
        String text = "a".repeat(2 * HUGE);

        String masked = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> Echo.masked(text, secret));

        assertThat(masked).isEqualTo("a".repeat(HUGE) + "***");
    }

    @Test
    void in_secretOfEqualLettersInATextOfThem_endsSoon() {
        Secret secret = Secret.of("a".repeat(HUGE) + "b");
        String text = "a".repeat(2 * HUGE);

        boolean found = assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> Echo.of(secret).in(text));

        assertThat(found).isFalse();
    }

    @Test
    void in_manyTexts_agreesWithTheStringsOwnSearch() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String secret = word(random, 1 + random.nextInt(6));
            String text = word(random, random.nextInt(40));

            assertThat(Echo.of(Secret.of(secret)).in(text))
                    .as("%s in %s", secret, text)
                    .isEqualTo(text.contains(secret));
            assertThat(Echo.masked(text, Secret.of(secret))).doesNotContain(secret);
        }
    }

    private static String word(Random random, int length) {
        return random.ints(length, 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
