package io.github.dcr4j.store.redis;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import java.util.Optional;

/** A note beside a row, of every kind, in clear and encrypted: what cannot be read counts as absent. */
class NoteFuzzTest {
    private static final DcrKey KEY = StoredThings.KEY;
    private static final String GENERATION = "0123456789abcdef0123456789abcdef";
    private static final NoteCodec CLEAR = new NoteCodec(StoredThings.CLEAR, Envelope.FORMAT);
    private static final NoteCodec SEALED = new NoteCodec(StoredThings.SEALED, Envelope.FORMAT);

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/row.dict")
    void decode(byte[] input) {
        everyKind(CLEAR, input, input, input);
        everyKind(SEALED, input, input, input);
        try {
            everyKind(
                    SEALED,
                    sealed(input, "management of " + GENERATION),
                    sealed(input, "intent"),
                    sealed(input, "reason"));
        } catch (BadRowException e) {
            return; // nothing that could be sealed
        }
    }

    private static byte[] sealed(byte[] input, String kind) throws BadRowException {
        String format = Integer.toString(Envelope.parse(input).format());
        return StoredThings.sealed(input, "note", format, KEY.fingerprint(), kind);
    }

    private static void everyKind(NoteCodec codec, byte[] management, byte[] intent, byte[] reason) {
        DcrManagement foundManagement = Cost.bounded(
                        () -> Optional.ofNullable(codec.management(KEY, GENERATION, management)))
                .orElse(null);
        if (foundManagement != null) {
            byte[] again = codec.management(KEY, GENERATION, foundManagement);
            Promise.that(
                    foundManagement.equals(codec.management(KEY, GENERATION, again)),
                    "management: another when written");
        }
        Intent foundIntent = Cost.bounded(() -> Optional.ofNullable(codec.intent(KEY, intent)))
                .orElse(null);
        if (foundIntent != null) {
            Promise.that(
                    foundIntent.equals(codec.intent(KEY, codec.intent(KEY, foundIntent))),
                    "intent: another when written");
        }
        Reason foundReason = Cost.bounded(() -> codec.reason(KEY, reason));
        Promise.that(
                foundReason.equals(codec.reason(KEY, codec.reason(KEY, foundReason))), "reason: another when written");
    }
}
