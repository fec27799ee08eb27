package io.github.dcr4j.conformance.chaos;

/** What goes wrong. */
enum Fault {
    /** A replica is killed, and another one started in its place. */
    REPLICA_KILLED(Where.AT_ONCE, false),
    /** A replica stands still. */
    REPLICA_FROZEN(Where.REPLICA, false),
    /** A replica's connections to Redis end, and it gets no new ones. */
    WIRE_CUT(Where.REPLICA, false),
    /** What a replica and Redis say to each other arrives late. */
    WIRE_HELD(Where.REPLICA, false),
    /** Redis hears a replica, which does not hear Redis. */
    WIRE_DEAF(Where.REPLICA, false),
    /** A replica's clock is an hour ahead. */
    CLOCK_AHEAD(Where.REPLICA, false),
    /** A replica's clock is ten minutes behind. */
    CLOCK_BEHIND(Where.REPLICA, false),
    /** Redis is killed, and started again with what it has on disk. */
    REDIS_KILLED(Where.REDIS, false),
    /** Redis stands still. */
    REDIS_FROZEN(Where.REDIS, false),
    /** Redis has no memory left, and refuses what is written ({@code noeviction}). */
    REDIS_FULL(Where.REDIS, false),
    /** Redis has too little memory, and evicts what it has ({@code allkeys-random}). */
    REDIS_EVICTING(Where.REDIS, true),
    /** All that Redis has is removed. */
    REDIS_FLUSHED(Where.AT_ONCE, true),
    /** One entry of one key is removed. */
    ENTRY_EVICTED(Where.AT_ONCE, true),
    /** The authorization server makes clients, and answers later. */
    ANSWERS_HELD(Where.SERVER, false),
    /** The authorization server forgets the clients of a key. */
    CLIENT_FORGOTTEN(Where.AT_ONCE, false),
    /** The authorization server forgets all clients. */
    ALL_FORGOTTEN(Where.AT_ONCE, false);

    /** What a fault lasts at; no two last at the same place. */
    enum Where {
        REPLICA,
        REDIS,
        SERVER,
        /** It does not last. */
        AT_ONCE
    }

    private final Where where;
    private final boolean losesState;

    Fault(Where where, boolean losesState) {
        this.where = where;
        this.losesState = losesState;
    }

    Where where() {
        return where;
    }

    boolean lasts() {
        return where != Where.AT_ONCE;
    }

    /** Tells whether it strikes one replica. */
    boolean isOfOneReplica() {
        return where == Where.REPLICA || this == REPLICA_KILLED;
    }

    boolean isWrongClock() {
        return this == CLOCK_AHEAD || this == CLOCK_BEHIND;
    }

    /** Tells whether the server forgets clients. */
    boolean forgets() {
        return this == CLIENT_FORGOTTEN || this == ALL_FORGOTTEN;
    }

    /** Tells whether Redis loses what it has acknowledged. */
    boolean losesState() {
        return losesState;
    }
}
