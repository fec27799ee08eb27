package io.github.dcr4j.store.redis;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.testkit.DcrFixtures;
import java.util.Arrays;

/** An encrypted row that somebody without the key has changed: three bytes of input say where and how. */
class TamperedRowFuzzTest {
    private static final RowCodec CODEC = new RowCodec(StoredThings.SEALED, Envelope.FORMAT);
    private static final DcrCredentials STORED = DcrFixtures.completeCredentials(StoredThings.KEY)
            .generation("0123456789abcdef0123456789abcdef")
            .version(7)
            .build();
    private static final byte[] ROW = CODEC.encode(STORED);

    @FuzzTest
    void decode(byte[] input) {
        byte[] row = ROW.clone();
        for (int i = 0; i + 2 < input.length; i += 3) {
            int at = ((input[i] & 0xff) << 8 | (input[i + 1] & 0xff)) % row.length;
            row[at] ^= input[i + 2];
        }
        if (input.length % 3 == 1) {
            row = Arrays.copyOf(row, row.length - (input[input.length - 1] & 0xff));
        } else if (input.length % 3 == 2) {
            row = Arrays.copyOf(row, row.length + input[input.length - 1] + 1);
        }
        boolean same = Arrays.equals(row, ROW);
        try {
            Promise.that(CODEC.decode(StoredThings.KEY, row).equals(STORED), "other credentials");
            Promise.that(same, "a change goes unnoticed");
        } catch (BadRowException | DcrStoreException e) {
            Promise.that(!same, "the row itself cannot be read");
            Promise.fit(e, 400, "\n");
        }
        try {
            CODEC.decode(StoredThings.OTHER_KEY, row);
            throw new AssertionError("read under another key");
        } catch (BadRowException | DcrStoreException e) {
            Promise.fit(e, 400, "\n");
        }
    }
}
