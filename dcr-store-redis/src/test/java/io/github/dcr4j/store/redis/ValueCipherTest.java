package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCipherTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ABOUT = "about".getBytes(UTF_8);
    private static final byte[] TEXT = "text".getBytes(UTF_8);

    /** Random numbers that are known. */
    private static final class Known extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] next;

        Known(String hex) {
            next = HEX.parseHex(hex);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(next, 0, bytes, 0, bytes.length);
        }
    }

    /** Test case 14 of "The Galois/Counter Mode of Operation", McGrew and Viega. */
    @Test
    void seal_knownKeyAndNonce_givesTheKnownAnswer() {
        ValueCipher cipher = new ValueCipher(KeyRing.ofAny(new byte[32]), new Known("000000000000000000000000"));

        byte[] sealed = cipher.seal(new byte[0], new byte[16]);

        assertThat(HEX.formatHex(sealed))
                .isEqualTo("000000000000000000000000" + "cea7403d4d606b6e074ec5d3baf39d18"
                        + "d0d1c8a799996bf0265b98b5d48ab919");
    }

    /** Test case 16 of the same. */
    @Test
    void seal_knownKeyAndNonceWithAssociatedData_givesTheKnownAnswerAndOpensIt() throws BadRowException {
        KeyRing ring = KeyRing.ofAny(HEX.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
        ValueCipher cipher = new ValueCipher(ring, new Known("cafebabefacedbaddecaf888"));
        byte[] about = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] text = HEX.parseHex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");

        byte[] sealed = cipher.seal(about, text);

        assertThat(HEX.formatHex(sealed))
                .isEqualTo(
                        "cafebabefacedbaddecaf888" + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                                + "76fc6ece0f4e1768cddf8853bb2d551b");
        assertThat(cipher.open(ring.primaryId(), about, sealed)).isEqualTo(text);
    }

    @Test
    void seal_twice_usesAFreshNonce() {
        ValueCipher cipher = new ValueCipher(KeyRing.of(Keys.FIRST), new SecureRandom());

        byte[] first = cipher.seal(ABOUT, TEXT);
        byte[] second = cipher.seal(ABOUT, TEXT);

        assertThat(Arrays.copyOf(first, 12)).isNotEqualTo(Arrays.copyOf(second, 12));
    }

    @Test
    void open_anyBitChanged_isRefused() {
        ValueCipher cipher = new ValueCipher(KeyRing.of(Keys.FIRST), new SecureRandom());
        byte[] sealed = cipher.seal(ABOUT, TEXT);

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatExceptionOfType(BadRowException.class)
                    .isThrownBy(() -> cipher.open(cipher.keyId(), ABOUT, changed));
        }
    }

    @Test
    void open_aboutSomethingElseOrCutOrInClear_isRefused() {
        ValueCipher cipher = new ValueCipher(KeyRing.of(Keys.FIRST), new SecureRandom());
        byte[] sealed = cipher.seal(ABOUT, TEXT);

        assertThatExceptionOfType(BadRowException.class).isThrownBy(() -> cipher.open(cipher.keyId(), TEXT, sealed));
        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> cipher.open(cipher.keyId(), ABOUT, Arrays.copyOf(sealed, 20)));
        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> cipher.open(cipher.keyId(), ABOUT, new byte[3]));
        assertThatExceptionOfType(BadRowException.class).isThrownBy(() -> cipher.open(null, ABOUT, TEXT));
    }

    @Test
    void open_sealedWithAKeyThatOnlyReadsNow_isOpened() throws BadRowException {
        ValueCipher before = new ValueCipher(KeyRing.of(Keys.FIRST), new SecureRandom());
        ValueCipher after = new ValueCipher(KeyRing.of(Keys.SECOND, Keys.FIRST), new SecureRandom());

        byte[] opened = after.open(before.keyId(), ABOUT, before.seal(ABOUT, TEXT));

        assertThat(opened).isEqualTo(TEXT);
        assertThat(after.keyId()).isNotEqualTo(before.keyId());
        assertThat(before.knows(String.valueOf(after.keyId()))).isFalse();
    }

    @Test
    void keyRing_printed_showsIdsOnly() {
        KeyRing ring = KeyRing.ofBase64(Secret.of(Base64.getEncoder().encodeToString(Keys.FIRST)));

        assertThat(ring).hasToString("KeyRing[primary=" + ring.primaryId() + ", keys=[" + ring.primaryId() + "]]");
        assertThat(ring.primaryId())
                .hasSize(16)
                .isEqualTo(KeyRing.of(Keys.FIRST).primaryId());
    }

    @Test
    void keyRing_badKey_isRefusedWithoutSayingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of(Keys.FIRST, new byte[16]))
                .withMessage("reading key 1 must be 32 bytes long: 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.ofBase64(Secret.of("not~base64")))
                .withMessage("the primary key is not Base64 text")
                .withNoCause();
    }

    @ParameterizedTest
    @MethodSource("notRandom")
    void of_keyOfOneRepeatedByteOrOtherwiseNotRandom_isRefused(byte[] key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of(key))
                .withMessageStartingWith("the primary key is not random: ")
                .withMessageContaining("openssl rand -base64 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.of(Keys.FIRST, key))
                .withMessageStartingWith("reading key 1 is not random: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRing.ofBase64(Secret.of(Base64.getEncoder().encodeToString(key))));
    }

    static List<byte[]> notRandom() {
        byte[] ascending = new byte[32];
        byte[] descending = new byte[32];
        byte[] twoHalves = new byte[32];
        for (int i = 0; i < 32; i++) {
            ascending[i] = (byte) (i + 120);
            descending[i] = (byte) (7 - 3 * i);
            twoHalves[i] = Keys.FIRST[i % 16];
        }
        byte[] repeated = new byte[32];
        Arrays.fill(repeated, (byte) 0x5a);
        return List.of(
                new byte[32],
                repeated,
                ascending,
                descending,
                twoHalves,
                "correct horse battery staple 123".getBytes(UTF_8));
    }

    @Test
    void of_randomKeys_areAllTaken() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 10_000; i++) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            assertThat(KeyRing.of(key).primaryId()).hasSize(16);
        }
    }
}
