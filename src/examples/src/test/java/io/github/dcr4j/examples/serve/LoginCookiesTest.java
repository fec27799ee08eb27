package io.github.dcr4j.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.login.BegunLogin;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginCookiesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BegunLogin LOGIN = new BegunLogin(
            "idp",
            "generation-1",
            Secret.of("the-state-of-it"),
            Secret.of("the-verifier-of-it"),
            null,
            "https://gateway.example.com/oauth/callback",
            NOW);

    private final LoginCookies cookies = LoginCookies.ofThisProcess();

    @Test
    void open_sealed_isTheLogin() {
        assertThat(cookies.open(cookies.seal(LOGIN), NOW)).hasValue(LOGIN);
    }

    @Test
    void seal_again_isAnotherText() {
        assertThat(cookies.seal(LOGIN)).isNotEqualTo(cookies.seal(LOGIN));
    }

    @Test
    void open_anyBitFlipped_isNothing() {
        byte[] sealed = Base64.getUrlDecoder().decode(cookies.seal(LOGIN));

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            sealed[bit / 8] ^= (byte) (1 << (bit % 8));
            String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
            assertThat(cookies.open(changed, NOW)).as("bit %d", bit).isEmpty();
            sealed[bit / 8] ^= (byte) (1 << (bit % 8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAAAAAAAAAAAAAA", "not base64 at all!", "=="})
    void open_noise_isNothing(String noise) {
        assertThat(cookies.open(noise, NOW)).isEmpty();
    }

    @Test
    void open_sealedWithAnotherKey_isNothing() {
        assertThat(LoginCookies.ofThisProcess().open(cookies.seal(LOGIN), NOW)).isEmpty();
    }

    @Test
    void of_keyThatIsNone_saysWhatItMustBeAndNotWhatItIs() {
        for (String key : new String[] {
            "c2hvcnQga2V5", "this is no Base64, you see", Base64.getEncoder().encodeToString(new byte[33])
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LoginCookies.of(Secret.of(key)))
                    .withMessageStartingWith("the cookie key must be 32 bytes in Base64")
                    .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain(key))
                    .withNoCause();
        }
    }

    @Test
    void of_oneKeyTwice_opensTheOthers() {
        Secret key = Secret.of(Base64.getEncoder().encodeToString("a key that two replicas have....".getBytes(UTF_8)));

        assertThat(LoginCookies.of(key).open(LoginCookies.of(key).seal(LOGIN), NOW))
                .hasValue(LOGIN);
    }
}
