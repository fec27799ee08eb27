package io.github.dcr4j.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Which addresses may be dialled. */
enum AddressPolicy {
    /** Those that are somewhere on the Internet. */
    PUBLIC(null),
    /** Those, and private networks: RFC 1918, RFC 6598 and RFC 4193. */
    PRIVATE(SpecialAddress.PRIVATE),
    /** Those of this machine, because the operator's own URL says so. */
    LOOPBACK(SpecialAddress.LOOPBACK);

    private final @Nullable SpecialAddress opened;

    AddressPolicy(@Nullable SpecialAddress opened) {
        this.opened = opened;
    }

    /** Returns why {@code address} must not be dialled, or {@code null} if it may be. */
    @Nullable
    RefusedAddressException refusal(InetAddress address) {
        SpecialAddress kind = SpecialAddress.of(address);
        boolean allowed = this == LOOPBACK ? kind == opened : kind == null || kind == opened;
        if (allowed) {
            return null;
        }
        String what = kind == null ? "not loopback, as its host name says" : kind.words();
        return new RefusedAddressException(
                "its address " + address.getHostAddress() + " is " + what + " and is not dialled",
                this == PUBLIC && kind == SpecialAddress.PRIVATE);
    }
}
