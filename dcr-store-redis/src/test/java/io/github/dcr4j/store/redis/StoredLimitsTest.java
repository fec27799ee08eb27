package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrCredentialStore.SaveResult;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.testkit.DcrFixtures;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** What is written can be read: by this library, and by the scripts in Redis. At, just under and over each limit. */
class StoredLimitsTest {
    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final DcrKey KEY = DcrFixtures.key("openid");
    private static final int MOST_OF_CREDENTIALS = 512 * 1024;
    private static final int LONGEST_LINE = 4_096;

    private final UnifiedJedis redis;
    private final List<RedisDcrCredentialStore> stores = new ArrayList<>();

    StoredLimitsTest(RedisStandalone servers) {
        redis = servers.open();
        for (RedisSecrets secrets : List.of(RedisSecrets.inClear(), KeyRing.of(Keys.FIRST))) {
            stores.add(RedisDcrCredentialStore.builder(redis, secrets)
                    .writeFormat(1)
                    .prefix("test-" + UUID.randomUUID())
                    .build());
        }
    }

    @AfterEach
    void close() {
        stores.forEach(RedisDcrCredentialStore::close);
        redis.close();
    }

    /** The longest that can be built: endpoints, issuer and provider's name come on top of what is counted. */
    private static DcrCredentials longest(String clientId, String character, int bytes) {
        String address = "https://idp.example.com/" + "x".repeat(30_000);
        DcrCredentialsBuilder next = DcrFixtures.credentials(KEY, clientId)
                .issuer(address)
                .authorizationEndpoint(URI.create(address))
                .tokenEndpoint(URI.create(address))
                .providerName("n".repeat(10_000));
        String most = character.repeat(MOST_OF_CREDENTIALS / bytes);
        IllegalStateException tooLong = catchThrowableOfType(
                IllegalStateException.class, () -> next.registeredMetadata(most).build());
        assertThat(tooLong).hasMessageContaining("can be stored");
        int over = Integer.parseInt(String.valueOf(tooLong.getMessage()).replaceAll("\\D*(\\d+) bytes.*", "$1"))
                - MOST_OF_CREDENTIALS;
        return next.registeredMetadata(most.substring((over + bytes - 1) / bytes))
                .build();
    }

    @Test
    void save_credentialsAtTheLimitOfWhatCanBeBuilt_areReadBackAsCurrentAndAsFormer() {
        for (RedisDcrCredentialStore store : stores) {
            DcrCredentials first = longest("first", "\"", 2);
            DcrCredentials second = longest("second", "\u6f22", 3);

            store.save(first, null, null);
            store.save(second, first.generation(), null);

            assertThat(store.find(KEY)).isEqualTo(second.toBuilder().version(2).build());
            assertThat(store.find(KEY, first.generation()))
                    .isEqualTo(first.toBuilder().version(1).build());
            assertThat(store.stream()).hasSize(1);
        }
    }

    private static DcrCredentials named(int length) {
        return DcrFixtures.credentials(KEY, "a").generation("g".repeat(length)).build();
    }

    private static int lineOf(RedisSecrets secrets, DcrCredentials credentials) {
        byte[] row = new RowCodec(new ValueCipher(secrets, new SecureRandom()), 1)
                .encode(credentials.toBuilder().version(1).build());
        int stop = 0;
        while (row[stop] != '\n') {
            stop++;
        }
        return stop;
    }

    @Test
    void save_firstLineAtItsLimit_isReadBackAndOneByteMoreIsRefused() {
        int around = lineOf(RedisSecrets.inClear(), named(1)) - 1;
        RedisDcrCredentialStore store = stores.get(0);
        for (int over = -2; over < 0; over++) {
            DcrCredentials fits = named(LONGEST_LINE + over - around);
            store.remove(KEY);

            assertThat(store.save(fits, null, null)).isInstanceOf(SaveResult.Saved.class);

            assertThat(store.find(KEY)).extracting(DcrCredentials::generation).isEqualTo(fits.generation());
        }
        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> store.save(named(LONGEST_LINE - around), null, null))
                .withMessageContaining("4096 bytes long");
        assertThat(store.find(KEY)).isNotNull();
    }

    @Test
    void envelope_atItsLimit_isReadAndOneByteMoreIsRefused() throws Exception {
        int around = new Envelope(Envelope.line(1, null), new byte[0]).toBytes().length;
        for (int under = 0; under < 2; under++) {
            byte[] text = new Envelope(Envelope.line(1, null), new byte[Envelope.LARGEST - around - under]).toBytes();

            assertThat(Envelope.parse(text).payload()).hasSize(Envelope.LARGEST - around - under);
        }
        Envelope over = new Envelope(Envelope.line(1, null), new byte[Envelope.LARGEST - around + 1]);
        assertThatExceptionOfType(DcrStoreException.class).isThrownBy(over::toBytes);
        assertThatExceptionOfType(BadRowException.class)
                .isThrownBy(() -> Envelope.parse(("{\"format\":1}\n" + "x".repeat(Envelope.LARGEST)).getBytes(UTF_8)));
    }

    @Test
    void notes_asLongAsAServerCanMakeThem_areReadBack() {
        for (RedisSecrets secrets : List.of(RedisSecrets.inClear(), KeyRing.of(Keys.FIRST))) {
            NoteCodec notes = new NoteCodec(new ValueCipher(secrets, new SecureRandom()), 1);
            String id = "\u6f22".repeat(8_192);
            Intent intent = new Intent(Intent.Call.DELETE, Instant.EPOCH, id);
            Reason reason = new Reason("\"".repeat(100_000), true, 400, "e".repeat(1_000));
            DcrCredentials client = longest(id, "x", 1);

            assertThat(notes.intent(KEY, notes.intent(KEY, intent))).isEqualTo(intent);
            assertThat(notes.reason(KEY, notes.reason(KEY, reason))).isEqualTo(reason);
            assertThat(notes.management(
                            KEY,
                            "g",
                            notes.management(KEY, "g", client.management().orElseThrow())))
                    .isEqualTo(client.management().orElseThrow());
        }
    }
}
