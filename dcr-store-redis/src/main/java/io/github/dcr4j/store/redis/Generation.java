package io.github.dcr4j.store.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a script says of one generation.
 *
 * @param client the digest of its client's id
 * @param standing CURRENT, FORMER, REPLACED, INVALIDATED or REMOVED
 * @param bare whether its management data are known from its row only, because the state was lost
 * @param note its management data, protected; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nothing compares these
record Generation(String name, long version, String client, String standing, boolean bare, byte[] note) {
    private static final int PARTS = 6;

    /** Reads the generations at the end of a reply, the oldest first. */
    static List<Generation> in(Reply reply, int from) {
        List<Generation> all = new ArrayList<>();
        for (int i = from; i + PARTS <= reply.size(); i += PARTS) {
            all.add(new Generation(
                    reply.text(i),
                    reply.number(i + 1),
                    reply.text(i + 2),
                    reply.text(i + 3),
                    !reply.text(i + 4).isEmpty(),
                    reply.bytes(i + 5)));
        }
        all.sort(Comparator.comparingLong(Generation::version));
        return all;
    }

    boolean isCurrent() {
        return standing.equals("CURRENT");
    }

    boolean inUse() {
        return isCurrent() || standing.equals("FORMER");
    }
}
