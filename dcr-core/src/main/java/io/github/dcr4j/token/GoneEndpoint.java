package io.github.dcr4j.token;

import io.github.dcr4j.server.ServerHttpException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;

/** What shows that a token endpoint is not where it was, and that nothing was done there with the request. */
final class GoneEndpoint {
    private static final Set<Integer> NOTHING_IS_THERE = Set.of(404, 405, 410);

    private GoneEndpoint() {}

    static boolean answered(TokenResponse response) {
        return NOTHING_IS_THERE.contains(response.status());
    }

    /**
     * Returns whether the host is not known or took no connection, as the guarded client and that of the JDK say it.
     */
    static boolean unreached(IOException failure) {
        return failure instanceof ServerHttpException guarded
                ? !guarded.connected()
                : failure instanceof ConnectException || failure instanceof UnknownHostException;
    }
}
