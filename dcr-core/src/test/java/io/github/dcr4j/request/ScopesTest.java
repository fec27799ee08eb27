package io.github.dcr4j.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
    @Test
    void checked_anyOrderAndDuplicates_canonical() {
        assertThat(Scopes.checked(List.of("openid", "Z", "a", "openid"))).containsExactly("Z", "a", "openid");
    }

    @Test
    void checked_caseMatters_bothKept() {
        assertThat(Scopes.checked(List.of("Read", "read"))).containsExactly("Read", "read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", " a", "a\t", "a\"", "a\\b", "\u007f", "\u00e4", "a\u0000", "a\nb"})
    void checked_notAScopeToken_isRefused(String scope) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scopes.checked(List.of("openid", scope)))
                .withMessageContaining("scope '")
                .satisfies(e -> assertThat(e.getMessage()).matches("[\\x20-\\x7e]*"));
    }

    /** RFC 6749, section 3.3: {@code scope-token = 1*( %x21 / %x23-5B / %x5D-7E )}. */
    @Test
    void checked_randomCharacters_acceptsExactlyTheGrammar() {
        Random random = new Random(20_260_301);
        for (int i = 0; i < 5_000; i++) {
            char c = (char) random.nextInt(0x180);
            boolean allowed = c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E);

            assertThat(accepted("x" + c)).as("U+%04X", (int) c).isEqualTo(allowed);
        }
    }

    private static boolean accepted(String scope) {
        try {
            return Scopes.checked(List.of(scope)).contains(scope);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
