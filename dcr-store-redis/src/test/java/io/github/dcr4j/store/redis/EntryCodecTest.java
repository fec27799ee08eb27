package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.StoredEntry;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What entries look like in Redis, and to what they are bound. */
class EntryCodecTest {
    private static final String KEY = "ab".repeat(32);
    private static final byte[] TEXT = "{\"format\":2,\"some\":\"text\"}".getBytes(UTF_8);
    private static final KeyRing FIRST = KeyRing.of(Keys.FIRST);

    private final EntryCodec clear = codec(RedisSecrets.inClear(), "dcr4j");
    private final EntryCodec encrypted = codec(FIRST, "dcr4j");

    private static EntryCodec codec(RedisSecrets secrets, String prefix) {
        return new EntryCodec(new ValueCipher(secrets, new SecureRandom()), prefix);
    }

    private static void assertFlaw(StoredEntry entry, String flaw) {
        assertThat(entry.flaw()).contains(flaw);
    }

    @Test
    void sealState_inClear_canBeReadByPeople() {
        String state = new String(clear.sealState(KEY, "2.random.digest", TEXT), UTF_8);

        assertThat(state).startsWith("2 2.random.digest ").endsWith("\n" + new String(TEXT, UTF_8));
        assertThat(clear.seal(KEY, "record", TEXT)).isEqualTo(TEXT);
    }

    @Test
    void open_stateAndItsWriteId_areThoseThatWereSealed() {
        for (EntryCodec codec : List.of(clear, encrypted)) {
            for (String writeId : List.of("1", "x".repeat(64))) {
                byte[] state = codec.sealState(KEY, writeId, TEXT);

                assertThat(codec.head().open(KEY, state)).isEqualTo(writeId);
                assertThat(codec.openState(KEY, writeId, state).bytes()).isEqualTo(TEXT);
                assertThat(state).startsWith(codec.head().beginning(KEY, writeId));
                assertThat(state.length).isGreaterThan(codec.head().length());
            }
        }
    }

    @Test
    void seal_sameTextTwice_differsExceptTheHeadOfAState() {
        assertThat(encrypted.seal(KEY, "record", TEXT)).isNotEqualTo(encrypted.seal(KEY, "record", TEXT));
        assertThat(encrypted.head().of(KEY, "1")).isEqualTo(encrypted.head().of(KEY, "1"));
        assertThat(List.of(
                        encrypted.head().beginning(KEY, "1"),
                        encrypted.head().beginning(KEY, "2"),
                        encrypted.head().beginning("cd".repeat(32), "1"),
                        codec(FIRST, "other").head().beginning(KEY, "1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void open_ofAnotherNameKeyPrefixOrWrite_isUnreadable() {
        byte[] record = encrypted.seal(KEY, "record", TEXT);
        byte[] state = encrypted.sealState(KEY, "1", TEXT);
        String moved = "it was changed, or moved here from elsewhere";

        assertFlaw(encrypted.open(KEY, "former.x", record), moved);
        assertFlaw(encrypted.open("cd".repeat(32), "record", record), moved);
        assertFlaw(codec(FIRST, "other").open(KEY, "record", record), moved);
        assertFlaw(encrypted.openState(KEY, "2", state), moved);
        assertThat(codec(FIRST, "other").head().open(KEY, state)).isNull();
        assertThat(encrypted.head().open("cd".repeat(32), state)).isNull();
    }

    @Test
    void open_anyByteChangedOrCutOff_isUnreadable() {
        byte[] record = encrypted.seal(KEY, "record", TEXT);
        for (int i = 0; i < record.length; i++) {
            byte[] edited = record.clone();
            edited[i] ^= 0x20;
            if (i < 14 || i >= 22) {
                assertThat(encrypted.open(KEY, "record", edited).flaw()).isNotNull();
            } else {
                assertThatExceptionOfType(DcrStoreException.class) // the id of a key that is not known
                        .isThrownBy(() -> encrypted.open(KEY, "record", edited));
            }
            byte[] cut = Arrays.copyOf(record, i);
            assertThat(encrypted.open(KEY, "record", cut).flaw()).isNotNull();
        }
    }

    @Test
    void open_headCutOff_isUnreadable() {
        for (EntryCodec codec : List.of(clear, encrypted)) {
            byte[] state = codec.sealState(KEY, "1", TEXT);
            for (int i = 0; i < codec.head().length(); i++) {
                byte[] cut = Arrays.copyOf(state, i);
                assertThat(codec.head().open(KEY, cut)).isNull();
                assertFlaw(codec.openState(KEY, null, cut), "its write id");
            }
        }
    }

    @Test
    void open_keysWereChanged_readsWhatTheFormerOneWrote() {
        EntryCodec changed = codec(KeyRing.of(Keys.SECOND, Keys.FIRST), "dcr4j");
        byte[] state = encrypted.sealState(KEY, "1", TEXT);

        assertThat(changed.head().open(KEY, state)).isEqualTo("1");
        assertThat(changed.openState(KEY, "1", state).bytes()).isEqualTo(TEXT);
        assertThat(state).startsWith(changed.head().beginning(KEY, "1"));
    }

    @Test
    void open_inTheOtherMode_isUnreadableOrAnError() {
        assertFlaw(encrypted.open(KEY, "record", TEXT), "it is not encrypted");
        assertThat(encrypted.head().open(KEY, clear.sealState(KEY, "1", TEXT))).isNull();
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> clear.open(KEY, "record", encrypted.seal(KEY, "record", TEXT)))
                .withMessageContaining("key " + FIRST.primaryId());
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> clear.head().open(KEY, encrypted.sealState(KEY, "1", TEXT)))
                .withMessageContaining("key " + FIRST.primaryId());
    }

    @Test
    void seal_longerThanAMegabyte_isRefused() {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> clear.seal(KEY, "record", new byte[(1 << 20) + 1]))
                .withMessageContaining("could not be read again");
        assertFlaw(clear.open(KEY, "record", new byte[(1 << 21) + 1]), "longer than");
    }
}
