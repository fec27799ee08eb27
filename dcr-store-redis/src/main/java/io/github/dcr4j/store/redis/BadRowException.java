package io.github.dcr4j.store.redis;

import org.jspecify.annotations.Nullable;

/** Something stands in Redis that must not be used: it is set aside, and counts as absent. */
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String where;
    private final transient byte @Nullable [] row;
    private final @Nullable String former;

    /** Says what a script found by itself. */
    BadRowException(String where, String why) {
        super(why);
        this.where = where;
        row = null;
        former = null;
    }

    /** Says what was found when {@code row} was read, that of {@code former} or the current one. */
    BadRowException(byte[] row, @Nullable String former, BadRowException what) {
        super(what.getMessage());
        this.row = row;
        this.former = former;
        where = former == null ? "record" : "former";
    }

    /** Says what is wrong with a row that the caller knows. */
    BadRowException(String why) {
        this("record", why);
    }

    String where() {
        return where;
    }

    byte @Nullable [] row() {
        return row;
    }

    @Nullable
    String former() {
        return former;
    }
}
