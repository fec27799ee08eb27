package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;

/** One endpoint of the server as it works when nothing is scripted. Implementations are thread-safe. */
public interface Endpoint {
    /**
     * Processes a call.
     *
     * @throws RefusalException to end with an error answer
     */
    Reply answer(Call call);

    /** Refuses a call whose method is not {@code allowed}. */
    static void require(String allowed, Call call) {
        if (!call.method().equals(allowed)) {
            throw new RefusalException(Reply.empty(405).withHeader("Allow", allowed));
        }
    }
}
