package io.github.dcr4j.store.redis;

import static io.github.dcr4j.testkit.DcrFixtures.completeCredentials;
import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.DcrCoordination.ClaimRequest;
import io.github.dcr4j.store.DcrCoordination.Intent;
import io.github.dcr4j.store.DcrCoordination.Outcome;
import io.github.dcr4j.store.DcrCoordination.Purpose;
import io.github.dcr4j.store.DcrCoordination.Reason;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.Healed;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.redis.connection.Names;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.UnifiedJedis;

/**
 * What was written once is read for ever: the files beside this class are the entries of a key that has every member of
 * format 2, and in each object one that only a later release knows. They are never changed; a new format gets new ones.
 */
class GoldenEntriesTest {
    static final DcrKey KEY = DcrFixtures.key("openid");
    static final String PREFIX = "golden";
    static final String FORMER = "former.e0cca2965509df678c8064f5e0b90760";
    static final List<String> ENTRIES = List.of("state", "record", FORMER);
    static final String LATER = ",\"later\":{\"x\":1}";

    @RegisterExtension
    static final RedisExtension SERVERS = SharedServers.EXTENSION;

    private static final String ENDED = "00000000000000000000000000000000";
    private static final String FIRST = "00000000000000000000000000000001";
    private static final String SECOND = "00000000000000000000000000000002";

    private final Names names = new Names(PREFIX);
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final UnifiedJedis redis;

    GoldenEntriesTest(RedisStandalone servers) {
        redis = servers.open();
        ENTRIES.forEach(entry -> redis.del(name(entry)));
        redis.del(names.keyNote());
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private byte[] name(String entry) {
        return names.entry(KEY.fingerprint(), entry);
    }

    static RedisSecrets secrets(boolean encrypted) {
        return encrypted ? KeyRing.ofAny(Keys.OF_GOLDEN_ENTRIES) : RedisSecrets.inClear();
    }

    private RedisDcrCredentialStore open(boolean encrypted) {
        return RedisDcrCredentialStore.builder(redis, secrets(encrypted))
                .prefix(PREFIX)
                .listener(events::add)
                .build();
    }

    private static byte[] golden(String entry, boolean encrypted) {
        String file = "format-2/" + entry.replaceAll("[.].*", "") + (encrypted ? ".encrypted.base64" : ".clear");
        try (InputStream in = GoldenEntriesTest.class.getResourceAsStream(file)) {
            byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
            return encrypted ? Base64.getMimeDecoder().decode(bytes) : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void putGolden(boolean encrypted) {
        ENTRIES.forEach(entry -> redis.set(name(entry), golden(entry, encrypted)));
    }

    private String text(String entry) {
        return new String(redis.get(name(entry)), UTF_8);
    }

    /** What a record held before there were other ways to a client. */
    private static DcrCredentialsBuilder registered() {
        return completeCredentials(KEY).way(Way.REGISTERED, "");
    }

    /** Does something that leaves a trace in every member. */
    static void live(DcrCredentialStore store) {
        store.save(credentials(KEY, "gone").generation("gone").build(), null, null);
        store.remove(KEY);
        store.save(credentials(KEY, "ended").generation(ENDED).build(), null, null);
        store.invalidate(KEY, ENDED, "rejected", Duration.ZERO);
        store.save(registered().generation(FIRST).build(), null, null);
        store.save(credentials(KEY, "second").generation(SECOND).build(), FIRST, null);
        DcrCoordination coordination = store.coordination(DcrClock.system());
        coordination.release(((Claim.Granted) claim(store, "failed")).lease(), failure());
        DcrLease lease = ((Claim.Granted) claim(store, "holder")).lease();
        Instant began = Instant.parse("2026-01-01T00:00:00Z");
        coordination.mark(lease, new Intent(Intent.Call.REGISTER, began, null));
        coordination.mark(lease, new Intent(Intent.Call.UPDATE, began, "second"));
    }

    private static Outcome failure() {
        return new Outcome(
                Outcome.Result.FAILED,
                Outcome.Effect.NONE,
                Duration.ofMinutes(5),
                new Reason("refused", true, 400, "invalid_client_metadata"),
                "another digest");
    }

    private static Claim claim(DcrCredentialStore store, String owner) {
        return store.coordination(DcrClock.system())
                .claim(new ClaimRequest(
                        KEY,
                        owner,
                        Duration.ofMinutes(10),
                        SECOND,
                        "digest",
                        new Ceiling(10, Duration.ofHours(1)),
                        Purpose.REGISTER));
    }

    /** Returns the text with other times, and with its random ids numbered in the order in which they stand in it. */
    static String settled(String text) {
        Map<String, String> ids = new HashMap<>();
        String numbered = Pattern.compile("(\"id\":\"|2[.](?=[A-Za-z0-9_-]{16}[.]))([A-Za-z0-9_-]{16})")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1)
                        + ids.computeIfAbsent(found.group(2), id -> String.format("%016d", ids.size()))));
        return numbered.replaceAll("(pan\":\\[)[0-9]{13}", "$13820000000000")
                .replaceAll("(secret|former)\":\\[[0-9]{13},[0-9]+", "$1\":[3821313906789,2000000000000")
                .replaceAll("(held\",\"span\":\\[[0-9]{13},)[0-9]+", "$1600000")
                .replaceAll("((?:invalidated|removed)At\":|registrations\":\\[)[0-9]{13}(?=[],])", "$11790000000000")
                .replaceAll("(deadlineNanos\":\")-?[0-9]+", "$120000000000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read_goldenEntries_findsAll(boolean encrypted) {
        putGolden(encrypted);
        RedisDcrCredentialStore store = open(encrypted);

        assertThat(store.find(KEY))
                .isEqualTo(
                        credentials(KEY, "second").generation(SECOND).version(4).build());
        assertThat(store.find(KEY, FIRST))
                .isEqualTo(registered().generation(FIRST).version(3).build());
        assertThat(claim(store, "other")).isInstanceOf(Claim.Busy.class);
        assertThat(store.refersTo(KEY, "client/ü:\uD83D\uDD11")).isTrue();
        assertThat(store.heal(
                        credentials(KEY, "ended").generation(ENDED).version(2).build()))
                .isEqualTo(Healed.ENDED);
        assertThat(events).isEmpty();
    }

    @Test
    void read_encrypted_isWhatStandsInClear() {
        EntryCodec codec = new EntryCodec(new ValueCipher(secrets(true), new SecureRandom()), PREFIX);
        EntryCodec clear = new EntryCodec(new ValueCipher(secrets(false), new SecureRandom()), PREFIX);
        String fingerprint = KEY.fingerprint();
        String writeId = codec.head().open(fingerprint, golden("state", true));

        assertThat(writeId).isNotNull().isEqualTo(clear.head().open(fingerprint, golden("state", false)));
        assertThat(clear.sealState(
                        fingerprint,
                        Objects.requireNonNull(writeId),
                        codec.openState(fingerprint, writeId, golden("state", true))
                                .bytes()))
                .isEqualTo(golden("state", false));
        for (String entry : List.of("record", FORMER)) {
            assertThat(codec.open(fingerprint, entry, golden(entry, true)).bytes())
                    .isEqualTo(golden(entry, false));
        }
    }

    @Test
    void write_everythingThereIs_isGoldenExceptWhatALaterReleaseKnows() {
        live(open(false));

        for (String entry : ENTRIES) {
            String golden = new String(golden(entry, false), UTF_8).replace(LATER, "");
            assertThat(withoutDigest(settled(text(entry)))).isEqualTo(withoutDigest(settled(golden)));
        }
    }

    /** The digest of the record differs by what only a later release knows. */
    private static String withoutDigest(String text) {
        return text.replaceAll("(2[.][0-9]{16}[.])[A-Za-z0-9_-]{43}", "$1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void write_afterGoldenEntries_keepsWhatOnlyALaterReleaseKnows(boolean encrypted) {
        putGolden(encrypted);
        RedisDcrCredentialStore store = open(encrypted);

        assertThat(store.amend(
                        KEY,
                        DcrFixtures.management("second", "sample-token-of-second"),
                        DcrFixtures.management("second", "rotated")))
                .isTrue();

        RedisStateStore backend = RedisDcrCredentialStore.builder(redis, secrets(encrypted))
                .prefix(PREFIX)
                .buildStateStore();
        backend.read(KEY, ENTRIES)
                .entries()
                .forEach(entry -> assertThat(laterMembers(entry.bytes()))
                        .isPositive()
                        .isEqualTo(laterMembers(golden(entry.name(), false))));
        assertThat(events).isEmpty();
    }

    private static int laterMembers(byte[] text) {
        return new String(text, UTF_8).split(Pattern.quote(LATER.substring(1)), -1).length - 1;
    }
}
