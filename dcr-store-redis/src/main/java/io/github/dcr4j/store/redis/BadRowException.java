package io.github.dcr4j.store.redis;

/** A value in Redis cannot be used: it is set aside, and counts as absent. */
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRowException(String why) {
        super(why);
    }
}
