package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void toString_always_hidesTheText() {
        Secret secret = Secret.of("s3cret");

        assertThat(secret).hasToString("Secret[redacted]");
        assertThat(String.format("%s %s", secret, List.of(secret))).doesNotContain("s3cret");
    }

    @Test
    void reveal_always_returnsTheText() {
        assertThat(Secret.of("sé \uD83D\uDD11").reveal()).isEqualTo("sé \uD83D\uDD11");
    }

    @Test
    void equals_sameText_isByValue() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
        assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b")).isNotEqualTo("a");
    }

    @Test
    void of_empty_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of("")).withMessageContaining("empty");
    }

    @Test
    void type_always_cannotBeSerialized() {
        assertThat(Serializable.class.isAssignableFrom(Secret.class)).isFalse();
    }
}
