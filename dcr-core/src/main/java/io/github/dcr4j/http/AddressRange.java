package io.github.dcr4j.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses, such as {@code 10.0.0.0/8}. Immutable.
 *
 * @param first its first address, 4 or 16 bytes
 * @param bits how many leading bits all of its addresses share
 */
@SuppressWarnings("ArrayRecordComponent") // made here, never handed out, never compared
record AddressRange(byte[] first, int bits) {

    /** Reads a block of literal addresses; nothing is looked up. */
    static AddressRange of(String block) {
        int slash = block.indexOf('/');
        String address = block.substring(0, slash);
        if (address.indexOf(':') < 0 && !isNumbers(address)) {
            throw new IllegalArgumentException("not a block of addresses: " + block);
        }
        try {
            return new AddressRange(
                    InetAddress.getByName(address).getAddress(), Integer.parseInt(block.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a block of addresses: " + block, e);
        }
    }

    private static boolean isNumbers(String address) {
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !address.isEmpty();
    }

    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != first[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((address[whole] ^ first[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }
}
