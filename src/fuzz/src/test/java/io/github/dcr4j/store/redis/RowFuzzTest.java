package io.github.dcr4j.store.redis;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.fuzz.Cost;
import io.github.dcr4j.fuzz.Promise;

/** A row, as it is found in Redis, in clear and encrypted. */
class RowFuzzTest {
    private static final RowCodec CLEAR = new RowCodec(StoredThings.CLEAR, Envelope.FORMAT);
    private static final RowCodec SEALED = new RowCodec(StoredThings.SEALED, Envelope.FORMAT);

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/row.dict")
    void decode(byte[] input) {
        decoded(CLEAR, input);
        decoded(SEALED, input);
        try {
            decoded(SEALED, sealed(input));
        } catch (BadRowException e) {
            return; // nothing that could be sealed
        }
    }

    private static byte[] sealed(byte[] input) throws BadRowException {
        ObjectNode line = Envelope.parse(input).line();
        return StoredThings.sealed(
                input,
                "row",
                line.path("format").asText(),
                StoredThings.KEY.fingerprint(),
                line.path("generation").asText(),
                line.path("version").asText(),
                line.path("expires").asText(),
                line.path("client").asText());
    }

    private static void decoded(RowCodec codec, byte[] row) {
        try {
            DcrCredentials found = Cost.bounded(() -> codec.decode(StoredThings.KEY.fingerprint(), row));
            Promise.that(found.key().fingerprint().equals(StoredThings.KEY.fingerprint()), "of another key");
            Promise.that(found.equals(codec.decode(StoredThings.KEY, row)), "another by its key");
            byte[] again = codec.encode(found);
            Promise.that(found.equals(codec.decode(StoredThings.KEY.fingerprint(), again)), "another when written");
        } catch (BadRowException e) {
            Promise.fit(e, 200, "\n");
        } catch (DcrStoreException e) {
            Promise.that(e.step() == Step.STORE_READ, "failed at " + e.step());
            Promise.fit(e, 400, "\n");
        }
    }
}
