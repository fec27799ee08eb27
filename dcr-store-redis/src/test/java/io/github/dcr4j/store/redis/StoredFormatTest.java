package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.testkit.DcrFixtures;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was written once is read for ever: the files beside this class are rows of format 1. They are never changed; a
 * new format gets new ones.
 */
class StoredFormatTest {
    private static final DcrKey KEY = DcrFixtures.key("openid", "profile");
    private static final ValueCipher CLEAR = new ValueCipher(RedisSecrets.inClear(), new SecureRandom());
    private static final ValueCipher ENCRYPTED =
            new ValueCipher(KeyRing.ofAny(Keys.OF_GOLDEN_ENTRIES), new SecureRandom());

    /** What the first rows of format 1 hold: they know nothing of the scopes that were asked for. */
    static DcrCredentials complete() {
        return all().toBuilder().requestedScopes(List.of()).build();
    }

    /** Every property, see {@code CompleteCredentialsTest} of the test kit. */
    static DcrCredentials all() {
        return DcrFixtures.completeCredentials(KEY)
                .generation("000102030405060708090a0b0c0d0e0f")
                .version(7)
                .build();
    }

    static DcrCredentials minimal() {
        return DcrFixtures.minimalCredentials(KEY)
                .generation("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
                .version(1)
                .build();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = StoredFormatTest.class.getResourceAsStream("format-1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static byte[] decoded(String name) throws IOException {
        return Base64.getMimeDecoder().decode(golden(name));
    }

    private static DcrCredentials read(ValueCipher cipher, byte[] row) throws BadRowException {
        return new RowCodec(cipher, 1).decode(KEY.fingerprint(), row);
    }

    @Test
    void decode_rowsInClear_areReadExactly() throws Exception {
        assertThat(read(CLEAR, golden("complete.row"))).isEqualTo(complete());
        assertThat(read(CLEAR, golden("minimal.row"))).isEqualTo(minimal());
        assertThat(read(CLEAR, golden("all.row"))).isEqualTo(all());
    }

    @Test
    void decode_encryptedRows_areReadExactly() throws Exception {
        assertThat(read(ENCRYPTED, decoded("complete.encrypted.base64"))).isEqualTo(complete());
        assertThat(read(ENCRYPTED, decoded("minimal.encrypted.base64"))).isEqualTo(minimal());
        assertThat(read(ENCRYPTED, decoded("all.encrypted.base64"))).isEqualTo(all());
    }

    @Test
    void encode_inClear_writesTheSameBytes() throws Exception {
        assertThat(new String(new RowCodec(CLEAR, 1).encode(complete()), UTF_8))
                .isEqualTo(new String(golden("complete.row"), UTF_8));
        assertThat(new String(new RowCodec(CLEAR, 1).encode(minimal()), UTF_8))
                .isEqualTo(new String(golden("minimal.row"), UTF_8));
        assertThat(new String(new RowCodec(CLEAR, 1).encode(all()), UTF_8))
                .isEqualTo(new String(golden("all.row"), UTF_8));
    }

    @Test
    void notes_encrypted_areReadExactly() throws Exception {
        NoteCodec notes = new NoteCodec(ENCRYPTED, 1);

        assertThat(notes.management(KEY, complete().generation(), decoded("management.encrypted.base64")))
                .isEqualTo(complete().management().orElseThrow());
        assertThat(notes.intent(KEY, decoded("intent.encrypted.base64"))).isEqualTo(intent());
        assertThat(notes.reason(KEY, decoded("reason.encrypted.base64"))).isEqualTo(reason());
    }

    @Test
    void notes_ofAnotherKindOrGenerationOrUnknownKey_areAbsent() throws Exception {
        NoteCodec notes = new NoteCodec(ENCRYPTED, 1);
        NoteCodec others = new NoteCodec(new ValueCipher(KeyRing.of(Keys.SECOND), new SecureRandom()), 1);

        assertThat(notes.management(KEY, minimal().generation(), decoded("management.encrypted.base64")))
                .isNull();
        assertThat(notes.intent(KEY, decoded("management.encrypted.base64"))).isNull();
        assertThat(others.intent(KEY, decoded("intent.encrypted.base64"))).isNull();
        assertThat(others.reason(KEY, decoded("reason.encrypted.base64")).text())
                .contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientId", "providerName", "grantTypes"})
    void decode_halfOfASurrogatePair_isBad(String member) throws Exception {
        String value = member.equals("grantTypes") ? "[\"\\ud800\"]" : "\"\\ud800\"";
        String row = new String(golden("minimal.row"), UTF_8)
                .replace("\"createdAt\":0", "\"createdAt\":0,\"" + member + "\":" + value);

        assertThatExceptionOfType(BadRowException.class).isThrownBy(() -> read(CLEAR, row.getBytes(UTF_8)));
    }

    @Test
    void notes_halfOfASurrogatePair_areAbsent() {
        NoteCodec notes = new NoteCodec(CLEAR, 1);

        assertThat(notes.intent(KEY, note("{'call':'DELETE','startedAt':'2026-01-02T03:04:05Z','clientId':'\\ud800'}")))
                .isNull();
        assertThat(notes.management(
                        KEY,
                        "g",
                        note("{'clientId':'\\ud800','registrationClientUri':'x:y','registrationAccessToken':'t'}")))
                .isNull();
        assertThat(notes.reason(KEY, note("{'text':'\\ud800'}")).text()).contains("cannot be read");
    }

    private static byte[] note(String json) {
        return ("{\"format\":1}\n" + json.replace('\'', '"')).getBytes(UTF_8);
    }

    @Test
    void decode_keyIdThatIsNone_isNotShown() throws Exception {
        String row = new String(golden("minimal.row"), UTF_8)
                .replace("{\"format\":1", "{\"format\":1,\"key\":\"\\u202e\\u001b[31m\"");

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> read(ENCRYPTED, row.getBytes(UTF_8)))
                .withMessageContaining("with key (not readable), which");
    }

    @Test
    void decode_unknownMemberAdded_isSkipped() throws Exception {
        String row =
                new String(golden("minimal.row"), UTF_8).replace("\"clientId\"", "\"later\":{\"x\":1},\"clientId\"");

        assertThat(read(CLEAR, row.getBytes(UTF_8))).isEqualTo(minimal());
    }

    static Intent intent() {
        return new Intent(Intent.Call.UPDATE, Instant.parse("2026-01-02T03:04:05.678901234Z"), "client/ü");
    }

    static Reason reason() {
        return new Reason("the server said no", true, 400, "invalid_client_metadata");
    }

    @Test
    void names_ofAKey_areTheDocumentedOnes() {
        Names names = new Names("dcr4j");

        assertThat(names.of(KEY))
                .extracting(name -> new String(name, UTF_8))
                .containsExactly(
                        "dcr4j:{" + KEY.fingerprint() + "}:record",
                        "dcr4j:{" + KEY.fingerprint() + "}:former",
                        "dcr4j:{" + KEY.fingerprint() + "}:state");
        assertThat(names.fingerprintIn(names.of(KEY).get(0))).isEqualTo(KEY.fingerprint());
        assertThat(names.fingerprintIn(names.of(KEY).get(1))).isNull();
    }
}
