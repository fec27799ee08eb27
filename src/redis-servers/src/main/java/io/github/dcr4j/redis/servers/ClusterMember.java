package io.github.dcr4j.redis.servers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of {@code CLUSTER NODES}: what one node knows of a node. Immutable.
 *
 * @param id the node's id
 * @param port its port
 * @param flags what it is: {@code master}, {@code slave}, {@code fail}, {@code fail?}, {@code handshake} and so on
 * @param masterId its master's id, or {@code -}
 * @param connected whether the two are connected
 * @param slots the slots it serves, as ranges of first and last
 */
record ClusterMember(
        String id, int port, List<String> flags, String masterId, boolean connected, List<SlotRange> slots) {

    static List<ClusterMember> parse(String clusterNodes) {
        return clusterNodes.lines().map(ClusterMember::parseLine).toList();
    }

    private static ClusterMember parseLine(String line) {
        String[] fields = line.split(" ", -1);
        String address = fields[1].substring(0, fields[1].indexOf('@'));
        List<SlotRange> slots = new ArrayList<>();
        for (String range : Arrays.asList(fields).subList(8, fields.length)) {
            // in brackets: a slot on its way in or out
            if (!range.startsWith("[")) {
                slots.add(SlotRange.parse(range));
            }
        }
        return new ClusterMember(
                fields[0],
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                List.of(fields[2].split(",", -1)),
                fields[3],
                "connected".equals(fields[7]),
                slots);
    }

    boolean serves(int slot) {
        return slots.stream().anyMatch(range -> range.first() <= slot && slot <= range.last());
    }

    boolean isMaster() {
        return flags.contains("master");
    }

    boolean isWell() {
        return connected
                && !flags.contains("fail")
                && !flags.contains("fail?")
                && !flags.contains("handshake")
                && !flags.contains("noaddr");
    }
}
