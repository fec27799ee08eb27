package io.github.dcr4j.store.redis;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.store.StoredEntry;
import java.util.Arrays;
import java.util.Optional;

/** An entry or a state, as it is found in Redis, in clear and encrypted, and a deflated text. */
class RowFuzzTest {
    private static final int LONGEST = 1 << 16;

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/row.dict")
    void decode(byte[] input) {
        opened(StoredThings.CLEAR, input);
        opened(StoredThings.SEALED, input);
        byte[] sealed = StoredThings.SEALED.seal(StoredThings.KEY, StoredThings.NAME, input);
        StoredEntry entry = StoredThings.SEALED.open(StoredThings.KEY, StoredThings.NAME, sealed);
        Promise.that(entry.flaw() == null && Arrays.equals(entry.bytes(), input), "another when written");
        try {
            Promise.that(Deflated.inflate(input, "", LONGEST).length <= LONGEST, "a bomb");
        } catch (BadRowException e) {
            Promise.fit(e, 200, "\n");
        }
    }

    private static void opened(EntryCodec codec, byte[] value) {
        try {
            StoredEntry entry = Cost.bounded(() -> codec.open(StoredThings.KEY, StoredThings.NAME, value));
            Promise.that(entry.flaw() == null || entry.flaw().length() <= 200, "a long flaw");
            String writeId = Cost.bounded(() -> Optional.ofNullable(codec.head().open(StoredThings.KEY, value)))
                    .orElse(null);
            StoredEntry state = codec.openState(StoredThings.KEY, writeId, value);
            Promise.that(writeId != null || state.flaw() != null, "a state without a write id");
        } catch (DcrStoreException e) {
            Promise.that(e.step() == Step.STORE_READ, "failed at " + e.step());
            Promise.fit(e, 400, "\n");
        }
    }
}
