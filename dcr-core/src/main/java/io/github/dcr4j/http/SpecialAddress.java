package io.github.dcr4j.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of addresses that are not simply somewhere on the Internet: those of the IANA special-purpose registries
 * (RFC 6890), multicast, and those at which clouds serve their machines' own credentials. The first kind that fits
 * counts. Of IPv6 only what is assigned as global unicast (2000::/3) can be none of them, so that no embedding of an
 * IPv4 address is overlooked.
 */
enum SpecialAddress {
    /** Where clouds serve metadata, credentials among them; as documented when read, in November 2026. */
    CLOUD_METADATA(
            "a cloud's metadata service",
            // AWS EC2, Azure, Google, DigitalOcean, Hetzner, IBM, OpenStack, Oracle, Akamai
            "169.254.169.254/32",
            // AWS ECS task credentials and EKS Pod Identity
            "169.254.170.2/32",
            "169.254.170.23/32",
            // AWS: EC2 user guide and EKS user guide name ::254 and ::23; name and time servers are in the block too
            "fd00:ec2::/32",
            // Azure WireServer: learn.microsoft.com, "What is IP address 168.63.129.16"
            "168.63.129.16/32",
            // Google, machines with IPv6 alone: cloud.google.com, "View and query VM metadata"
            "fd20:ce::254/128",
            // Oracle: docs.oracle.com, "Getting Instance Metadata"; Classic: 192.0.0.192
            "fd00:c1::a9fe:a9fe/128",
            "192.0.0.192/32",
            // Alibaba: ECS documentation; canonical/cloud-init, pull request 6893 (May 2026)
            "100.100.100.200/32",
            "fd00:100::100:200/128",
            // Scaleway: canonical/cloud-init, doc/rtd/reference/datasources/scaleway.rst
            "169.254.42.42/32",
            "fd00:42::42/128",
            // Akamai (Linode): techdocs.akamai.com, "Use the Metadata service API" (October 2026)
            "fd00:a9fe:a9fe::1/128",
            "fe80::a9fe:a9fe/128",
            // Tencent: cloud.tencent.com, "Querying Instance Metadata" (metadata.tencentyun.com)
            "169.254.0.23/32"),
    /** This machine. */
    LOOPBACK("loopback", "127.0.0.0/8", "::1/128"),
    /** The operator's own network. */
    PRIVATE("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"),
    /** The same cable. */
    LINK_LOCAL("link-local", "169.254.0.0/16", "fe80::/10"),
    /** Many at once. */
    MULTICAST("multicast", "224.0.0.0/4", "ff00::/8"),
    /** No host in particular. */
    UNSPECIFIED("unspecified", "0.0.0.0/8", "::/128"),
    /** An IPv4 address in the clothes of another. */
    EMBEDDING(
            "an embedded IPv4 address",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2001::/32",
            "2002::/16",
            "192.88.99.0/24"),
    /** Set aside for protocols, tests and documents, or for nothing yet. */
    RESERVED(
            "reserved",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2620:4f:8000::/48",
            "3fff::/20");

    private static final AddressRange GLOBAL_UNICAST = AddressRange.of("2000::/3");

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
    private final List<AddressRange> ranges;

    SpecialAddress(String words, String... ranges) {
        this.words = words;
        AddressRange[] read = new AddressRange[ranges.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = AddressRange.of(ranges[i]);
        }
        this.ranges = List.of(read);
    }

    /** Returns what the address is, or {@code null} if it is simply somewhere on the Internet. */
    static @Nullable SpecialAddress of(InetAddress address) {
        byte[] bytes = unmapped(address.getAddress());
        if (isIsatap(bytes)) {
            return EMBEDDING;
        }
        for (SpecialAddress kind : values()) {
            if (kind.contains(bytes)) {
                return kind;
            }
        }
        boolean zoned = address instanceof Inet6Address six && six.getScopeId() != 0;
        return zoned || (bytes.length == 16 && !GLOBAL_UNICAST.contains(bytes)) ? RESERVED : null;
    }

    private boolean contains(byte[] address) {
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** An IPv4-mapped address is the IPv4 address that it maps (RFC 4291, section 2.5.5.2). */
    private static byte[] unmapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return address;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return address;
            }
        }
        return Arrays.copyOfRange(address, 12, 16);
    }

    /** RFC 5214, section 6.1: under any prefix, a private one as well, the last four bytes are an IPv4 address. */
    private static boolean isIsatap(byte[] address) {
        return address.length == 16
                && (address[8] == 0 || address[8] == 2)
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    /** Returns what a message calls it. */
    String words() {
        return words;
    }
}
