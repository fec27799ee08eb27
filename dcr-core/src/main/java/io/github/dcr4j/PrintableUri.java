package io.github.dcr4j;

import java.net.URI;

/** An address as it may stand in a message or a log: scheme, host, port and path, nothing that can hold a secret. */
final class PrintableUri {
    private PrintableUri() {}

    static String of(URI uri) {
        if (uri.getHost() == null) {
            return uri.getScheme() + ":…";
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getHost() + port + path;
    }
}
