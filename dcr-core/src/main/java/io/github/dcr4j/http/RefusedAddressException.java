package io.github.dcr4j.http;

import java.net.UnknownHostException;

/** An address that must not be dialled. To the HTTP client, a host that has none; its message is made here. */
final class RefusedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String why) {
        super(why);
    }
}
