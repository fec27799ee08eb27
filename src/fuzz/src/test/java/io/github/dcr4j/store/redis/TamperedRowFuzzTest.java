package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.store.StoredEntry;
import java.util.Arrays;

/** An encrypted entry that was changed without the key: three bytes of input say where and how. */
class TamperedRowFuzzTest {
    private static final EntryCodec CODEC = StoredThings.SEALED;
    private static final byte[] STORED =
            "{\"format\":2,\"clientId\":\"client\"}".repeat(20).getBytes(UTF_8);
    private static final byte[] ROW = CODEC.seal(StoredThings.KEY, StoredThings.NAME, STORED);

    @FuzzTest
    void decode(byte[] input) {
        byte[] row = ROW.clone();
        for (int i = 0; i + 2 < input.length; i += 3) {
            int at = ((input[i] & 0xff) << 8 | (input[i + 1] & 0xff)) % row.length;
            row[at] ^= input[i + 2];
        }
        if (input.length % 3 == 1) {
            row = Arrays.copyOf(row, Math.max(0, row.length - (input[input.length - 1] & 0xff)));
        } else if (input.length % 3 == 2) {
            row = Arrays.copyOf(row, Math.max(0, row.length + input[input.length - 1] + 1));
        }
        boolean same = Arrays.equals(row, ROW);
        try {
            StoredEntry found = CODEC.open(StoredThings.KEY, StoredThings.NAME, row);
            Promise.that(same == (found.flaw() == null), "a change goes unnoticed");
            Promise.that(!same || Arrays.equals(found.bytes(), STORED), "another entry");
            Promise.that(
                    CODEC.open(StoredThings.OTHER_KEY, StoredThings.NAME, row).flaw() != null,
                    "read under another key");
        } catch (DcrStoreException e) {
            Promise.that(!same, "the entry itself cannot be read");
            Promise.fit(e, 400, "\n");
        }
    }
}
