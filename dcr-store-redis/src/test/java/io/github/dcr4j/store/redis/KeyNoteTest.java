package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.redis.servers.RedisTopology;
import io.github.dcr4j.store.redis.connection.Names;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** A replica with another key than the others fails when it is opened, also where nothing is stored yet. */
class KeyNoteTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final KeyRing FIRST = KeyRing.of(Keys.FIRST);
    private static final KeyRing FIRST_READING_SECOND = KeyRing.of(Keys.FIRST, Keys.SECOND);
    private static final KeyRing SECOND_READING_FIRST = KeyRing.of(Keys.SECOND, Keys.FIRST);
    private static final KeyRing SECOND = KeyRing.of(Keys.SECOND);

    private final String prefix = "test-" + UUID.randomUUID();
    private final RedisStandalone alone;

    KeyNoteTest(RedisStandalone alone) {
        this.alone = alone;
    }

    private void open(RedisTopology redis, RedisSecrets secrets) {
        RedisDcrCredentialStore.builder(Addresses.of(redis), secrets)
                .prefix(prefix)
                .build()
                .close();
    }

    private void open(RedisSecrets... oneAfterTheOther) {
        for (RedisSecrets secrets : oneAfterTheOther) {
            open(alone, secrets);
        }
    }

    private void assertRefused(RedisTopology redis, RedisSecrets secrets, KeyRing others) {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> open(redis, secrets))
                .withMessageContaining("under the prefix " + prefix)
                .withMessageContaining("key " + others.primaryId() + ", which this replica does not have")
                .satisfies(e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void open_othersHaveAnotherKey_isAnError() {
        open(FIRST);

        assertRefused(alone, SECOND, FIRST);
        assertRefused(alone, RedisSecrets.inClear(), FIRST);
        open(FIRST);
    }

    @Test
    void open_othersHaveAnotherKeyOnACluster_isAnError(RedisShards redis) {
        open(redis, FIRST);

        assertRefused(redis, SECOND, FIRST);
        open(redis, FIRST);
    }

    @Test
    void open_keysAreChangedStepByStep_works() {
        open(FIRST, FIRST_READING_SECOND, FIRST, FIRST_READING_SECOND);

        open(SECOND_READING_FIRST, FIRST_READING_SECOND, SECOND_READING_FIRST);

        open(SECOND, SECOND_READING_FIRST, SECOND);
        assertRefused(alone, FIRST, SECOND);
    }

    @Test
    void open_aStepOfAChangeWasLeftOut_isAnError() {
        open(FIRST);
        open(SECOND_READING_FIRST);

        assertRefused(alone, FIRST, SECOND);
    }

    @Test
    void open_othersAreInClear_works() {
        open(RedisSecrets.inClear(), RedisSecrets.inClear(), FIRST);

        assertRefused(alone, RedisSecrets.inClear(), FIRST);
    }

    @Test
    void open_noteIsNonsense_isAnErrorWithoutIt() {
        note("x\r\ny");

        assertRefused(FIRST, "an earlier version");
    }

    @Test
    void open_formatOneWasWrittenThere_isAnErrorThatAdvisesAnotherPrefix() {
        note(FIRST.primaryId());

        assertRefused(FIRST, "format 1");
        assertRefused(FIRST, "give this version another prefix");
        assertRefused(RedisSecrets.inClear(), "format 1");
    }

    @Test
    void open_aNewerFormatWasWrittenThere_isAnErrorThatAdvisesAnotherPrefix() {
        note("3:" + FIRST.primaryId());

        assertRefused(FIRST, "format 3");
        assertRefused(FIRST, "update this replica, or give it another prefix");
        assertRefused(RedisSecrets.inClear(), "format 3");
    }

    /** Format 1 looked in the same note for the id of one of its keys, and was not opened where it was another text. */
    @Test
    void open_inClearOrEncrypted_notesWhatFormatOneDoesNotAccept() {
        try (UnifiedJedis redis = alone.open()) {
            open(RedisSecrets.inClear());
            assertThat(new String(redis.get(new Names(prefix).keyNote()), US_ASCII))
                    .isEqualTo("2:");

            open(FIRST);
            assertThat(new String(redis.get(new Names(prefix).keyNote()), US_ASCII))
                    .isEqualTo("2:" + FIRST.primaryId());
        }
    }

    private void assertRefused(RedisSecrets secrets, String because) {
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> open(secrets))
                .withMessageContaining("under the prefix " + prefix)
                .withMessageContaining(because)
                .satisfies(e -> assertThat(e.retryable()).isFalse());
    }

    private void note(String text) {
        try (UnifiedJedis redis = alone.open()) {
            redis.set(new Names(prefix).keyNote(), text.getBytes(US_ASCII));
        }
    }
}
