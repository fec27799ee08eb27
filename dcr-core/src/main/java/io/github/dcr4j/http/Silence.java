package io.github.dcr4j.http;

import io.github.dcr4j.http.HttpFailure.Kind;

/** Recognizes failures of a server that did not answer in time. */
public final class Silence {
    private static final int MOST_CAUSES = 16;

    private Silence() {}

    /** Returns whether {@code failure} came of a call that was not answered in time. */
    public static boolean caused(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            if (cause instanceof HttpFailure http) {
                return http.kind() == Kind.TIMEOUT;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
