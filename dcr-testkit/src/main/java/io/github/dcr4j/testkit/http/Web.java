package io.github.dcr4j.testkit.http;

import mockwebserver3.MockResponse;

/** Where a fake server is: on loopback, or in memory alone. Thread-safe. */
public interface Web extends AutoCloseable {
    /** Returns scheme, host and port. */
    String origin();

    /**
     * Lets {@code requests} answer; the port, which its addresses have in them, is known only after the start.
     *
     * @param closing closes this and lets go what is held meanwhile; called where a program ends without having done so
     */
    void serve(Requests requests, Runnable closing);

    @Override
    void close();

    /** Answers requests. Thread-safe. */
    interface Requests {
        MockResponse answer(Call call) throws InterruptedException;
    }
}
