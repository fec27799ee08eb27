package io.github.dcr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialAddressTest {
    @ParameterizedTest
    @CsvFileSource(resources = "iana-special-purpose.csv")
    void of_everyBlockOfTheRegistries_isSpecialFromFirstToLast(String block, String setAsideBy) throws Exception {
        int slash = block.indexOf('/');
        InetAddress first = InetAddress.getByName(block.substring(0, slash));
        InetAddress last = last(block.substring(0, slash), Integer.parseInt(block.substring(slash + 1)));

        assertThat(SpecialAddress.of(first)).as(setAsideBy).isNotNull();
        assertThat(SpecialAddress.of(last)).as(setAsideBy).isNotNull();
    }

    /** What an IPv4-mapped block spans is only seen in its bytes: Java makes an IPv4 address of its text. */
    private static InetAddress last(String first, int bits) throws UnknownHostException {
        byte[] bytes = first.equals("::ffff:0:0")
                ? new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}
                : InetAddress.getByName(first).getAddress();
        for (int bit = bits; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] |= (byte) (0x80 >> (bit % Byte.SIZE));
        }
        return InetAddress.getByAddress(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:200::1",
                "2003::1",
                "2606:4700:4700::1111",
                "2620:4f:7fff:ffff::1",
                "2620:4f:8001::1",
                "3ffe:ffff::1",
                "3fff:1000::1"
            })
    void of_theNeighboursOfSpecialBlocks_areNot(String address) throws Exception {
        assertThat(SpecialAddress.of(InetAddress.getByName(address))).isNull();
        assertThat(AddressPolicy.PUBLIC.refusal(InetAddress.getByName(address))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.170.23",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd00:ec2::253",
                "fd00:ec2:ffff::1",
                "168.63.129.16",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
                "192.0.0.192",
                "100.100.100.200",
                "fd00:100::100:200",
                "169.254.42.42",
                "fd00:42::42",
                "fd00:a9fe:a9fe::1",
                "fe80::a9fe:a9fe",
                "169.254.0.23",
                "::ffff:100.100.100.200"
            })
    void refusal_cloudMetadataService_isRefusedUnderEveryPolicy(String address) throws Exception {
        InetAddress metadata = InetAddress.getByName(address);

        assertThat(SpecialAddress.of(metadata)).isEqualTo(SpecialAddress.CLOUD_METADATA);
        assertThat(AddressPolicy.values())
                .allSatisfy(policy -> assertThat(policy.refusal(metadata))
                        .hasMessageContainingAll("metadata service", "not dialled"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fd12:3456:789a::5efe:7f00:1",
                "fd12:3456:789a::200:5efe:7f00:1",
                "fc00::5efe:10.0.0.1",
                "2606:4700::5efe:169.254.169.254",
                "fe80::5efe:192.168.0.1"
            })
    void refusal_isatapAddress_isRefusedUnderEveryPolicy(String address) throws Exception {
        InetAddress isatap = InetAddress.getByName(address);

        assertThat(SpecialAddress.of(isatap)).isEqualTo(SpecialAddress.EMBEDDING);
        assertThat(AddressPolicy.values())
                .allSatisfy(
                        policy -> assertThat(policy.refusal(isatap)).hasMessageContainingAll("embedded IPv4 address"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, PRIVATE",
        "100.100.100.199, PRIVATE",
        "fd00:ec1:ffff::1, PRIVATE",
        "fd00:ec2::253, CLOUD_METADATA",
        "100.100.100.200, CLOUD_METADATA",
        "fd00:ec2::254, CLOUD_METADATA",
        "fd00:ec2::23, CLOUD_METADATA",
        "169.254.170.23, CLOUD_METADATA",
        "168.63.129.16, CLOUD_METADATA",
        "169.254.169.254, CLOUD_METADATA",
        "169.254.1.1, LINK_LOCAL",
        "127.8.9.10, LOOPBACK",
        "::1, LOOPBACK",
        "::127.0.0.1, EMBEDDING",
        "64:ff9b::7f00:1, EMBEDDING",
        "2002:7f00:1::, EMBEDDING",
        "239.1.1.1, MULTICAST",
        "fec0::1, RESERVED",
        "4000::1, RESERVED"
    })
    void of_eachKind_isThatKind(String address, SpecialAddress kind) throws Exception {
        assertThat(SpecialAddress.of(InetAddress.getByName(address))).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(SpecialAddress.class)
    void refusal_ofEachKind_isLiftedByItsOwnPolicyOnly(SpecialAddress kind) throws Exception {
        InetAddress one = InetAddress.getByName(
                switch (kind) {
                    case CLOUD_METADATA -> "169.254.169.254";
                    case LOOPBACK -> "127.0.0.1";
                    case PRIVATE -> "192.168.0.1";
                    case LINK_LOCAL -> "fe80::1";
                    case MULTICAST -> "224.0.0.1";
                    case UNSPECIFIED -> "0.0.0.0";
                    case EMBEDDING -> "::10.0.0.1";
                    case RESERVED -> "240.0.0.1";
                });

        assertThat(Stream.of(AddressPolicy.values()).filter(policy -> policy.refusal(one) == null))
                .isEqualTo(
                        switch (kind) {
                            case LOOPBACK -> List.of(AddressPolicy.LOOPBACK);
                            case PRIVATE -> List.of(AddressPolicy.PRIVATE);
                            default -> List.of();
                        });
        assertThat(AddressPolicy.PUBLIC.refusal(one)).hasMessageContainingAll(kind.words(), one.getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "10.0.0.1", "2606:4700:4700::1111"})
    void refusal_whereTheUrlSaysLoopback_isOfEverythingElse(String address) throws Exception {
        assertThat(AddressPolicy.LOOPBACK.refusal(InetAddress.getByName(address)))
                .isNotNull();
    }
}
