package io.github.dcr4j.testkit;

/** One endpoint of the server as it works when nothing is scripted. Implementations are thread-safe. */
interface Endpoint {
    /**
     * Processes a call.
     *
     * @throws RefusalException to end with an error answer
     */
    Reply answer(RecordedCall call);

    /** Refuses a call whose method is not {@code allowed}. */
    static void require(String allowed, RecordedCall call) {
        if (!call.method().equals(allowed)) {
            throw new RefusalException(Reply.empty(405).withHeader("Allow", allowed));
        }
    }
}
