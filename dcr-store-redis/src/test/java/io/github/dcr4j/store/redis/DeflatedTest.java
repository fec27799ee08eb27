package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedTest {
    private static final int LONGEST = 1 << 20;

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 65_536, LONGEST})
    void inflate_whatWasDeflated_isTheSame(int length) throws BadRowException {
        byte[] repeated = "{\"format\":2,\"a\":[1,2]}"
                .repeat(1 + length / 21)
                .substring(0, length)
                .getBytes(UTF_8);
        for (byte[] text : new byte[][] {random(length), repeated}) {
            assertThat(Deflated.inflate(Deflated.of(text, "known"), "known", LONGEST))
                    .isEqualTo(text);
        }
        assertThat(Deflated.of(random(length), "").length).isLessThan(length + length / 100 + 64);
    }

    @Test
    void of_textThatIsKnown_isShort() {
        String known = new String(random(200), UTF_8);

        assertThat(Deflated.of(known.getBytes(UTF_8), known).length).isLessThan(16);
    }

    @Test
    void inflate_longerThanItMayBe_isRefusedWithoutTheRest() {
        byte[] bomb = Deflated.of(new byte[64 * LONGEST], "");
        assertThat(bomb.length).isLessThan(LONGEST / 2);

        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> Deflated.inflate(bomb, "", LONGEST))
                .withMessage("it is longer than " + LONGEST + " bytes");
    }

    @Test
    void inflate_damaged_isRefused() {
        byte[] deflated = Deflated.of(random(1_000), "");
        for (byte[] damaged : new byte[][] {
            {}, {(byte) 0xff, (byte) 0xff}, Arrays.copyOf(deflated, deflated.length / 2), {0, 1, 2, 3, 4, 5}
        }) {
            assertThatExceptionOfType(BadRowException.class)
                    .isThrownBy(() -> Deflated.inflate(damaged, "", LONGEST))
                    .withMessageContaining("deflated text");
        }
    }
}
