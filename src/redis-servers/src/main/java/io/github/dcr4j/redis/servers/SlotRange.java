package io.github.dcr4j.redis.servers;

/**
 * Slots that follow each other.
 *
 * @param first the first slot
 * @param last the last slot
 */
record SlotRange(int first, int last) {
    static SlotRange parse(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? new SlotRange(Integer.parseInt(text), Integer.parseInt(text))
                : new SlotRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }
}
