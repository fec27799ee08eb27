package io.github.dcr4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dcr4j.fuzz.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Addresses, as bytes and as text, against the registries of special ones. Nothing is dialled or looked up. */
class AddressFuzzTest {
    private static final List<Block> REGISTRIES = registries();

    private record Block(BigInteger first, int length, int bits) {
        boolean contains(byte[] address) {
            int rest = length * Byte.SIZE - bits;
            return address.length == length
                    && new BigInteger(1, address).shiftRight(rest).equals(first.shiftRight(rest));
        }
    }

    private static List<Block> registries() {
        try (InputStream rows =
                Objects.requireNonNull(AddressFuzzTest.class.getResourceAsStream("iana-special-purpose.csv"))) {
            return new String(rows.readAllBytes(), UTF_8)
                    .lines()
                    .filter(row -> !row.startsWith("#"))
                    .map(row -> row.substring(0, row.indexOf(',')))
                    .map(AddressFuzzTest::block)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        try {
            byte[] first = InetAddress.getByName(address).getAddress();
            if (address.indexOf(':') >= 0 && first.length == 4) { // Java reads ::ffff:0:0 as an IPv4 address
                return new Block(BigInteger.valueOf(0xffff).shiftLeft(32), 16, bits);
            }
            return new Block(new BigInteger(1, first), first.length, bits);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    @DictionaryFile(resourcePath = "/io/github/dcr4j/fuzz/url.dict")
    void refuse(byte[] input) throws UnknownHostException {
        Promise.that(REGISTRIES.size() > 40, "the registries are missing");
        bytes(Arrays.copyOf(input, 4));
        bytes(Arrays.copyOf(input, 16));
        text(new String(input, UTF_8));
    }

    private static void bytes(byte[] address) throws UnknownHostException {
        judged(InetAddress.getByAddress(address));
    }

    /** An IPv4 address that is mapped into IPv6 is that IPv4 address, to Java and to whoever dials it. */
    private static void judged(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean plain = REGISTRIES.stream().noneMatch(block -> block.contains(bytes))
                && !address.isMulticastAddress()
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress();
        @Nullable Exception refusal = AddressPolicy.PUBLIC.refusal(address);
        Promise.that(refusal != null || plain, "may be dialled: " + address.getHostAddress());
        Promise.fit("refusal", refusal == null ? null : refusal.getMessage(), 200);
        boolean loopback = address.isLoopbackAddress();
        Promise.that(loopback == (AddressPolicy.LOOPBACK.refusal(address) == null), "loopback or not: " + address);
        boolean dialledPrivately = AddressPolicy.PRIVATE.refusal(address) == null;
        Promise.that(!dialledPrivately || !loopback, "loopback is no private network");
        Promise.that(dialledPrivately || refusal != null, "public, but not where private networks are open");
    }

    /** A host that is a literal is judged by its text, before anything is dialled. */
    private static void text(String host) throws UnknownHostException {
        EndpointUrl url;
        try {
            url = EndpointUrl.ofOperator("url", "https://" + host + "/");
        } catch (IllegalArgumentException e) {
            return;
        }
        HttpUrl read = HttpUrl.parse(url.text());
        if (read == null) {
            return;
        }
        boolean literal = read.host().indexOf(':') >= 0 || read.host().matches("[0-9.]+");
        boolean passes = passes(read);
        if (literal && passes) {
            InetAddress address = InetAddress.getByName(read.host());
            judged(address);
            Promise.that(AddressPolicy.PUBLIC.refusal(address) == null, "passed by its text only: " + read.host());
        }
    }

    private static boolean passes(HttpUrl url) {
        try {
            AddressGuard.checkLiteral(AddressPolicy.PUBLIC, url);
            return true;
        } catch (RefusedAddressException e) {
            Promise.fit("refusal", e.getMessage(), 200);
            return false;
        }
    }
}
