package io.github.dcr4j.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.state.codec.StateCodec;
import io.github.dcr4j.state.codec.StateCodec.Stored;
import java.util.Arrays;

/** A stored state whose lease ran out: for tests that cannot turn the clock of the backend. */
public final class EndedLease {
    private EndedLease() {}

    /**
     * Returns the same state with a lease, if it has one, that ended when it was granted.
     *
     * @param value a line, and the state
     */
    public static byte[] in(DcrKey key, byte[] value) {
        int start = new String(value, ISO_8859_1).indexOf('\n') + 1;
        byte[] state = in(Arrays.copyOfRange(value, start, value.length), key);
        byte[] next = Arrays.copyOf(value, start + state.length);
        System.arraycopy(state, 0, next, start, state.length);
        return next;
    }

    private static byte[] in(byte[] state, DcrKey key) {
        Stored stored = StateCodec.decode(key, state);
        Claims claims = stored.state().claims();
        Lease lease = claims.lease();
        if (lease == null) {
            return state;
        }
        Lease ended = lease.runOut(lease.span().end() - lease.span().length());
        return StateCodec.encode(key, stored.state().with(claims.withLease(ended)), stored.record(), stored.writeId());
    }
}
