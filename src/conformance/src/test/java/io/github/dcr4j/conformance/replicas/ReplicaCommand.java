package io.github.dcr4j.conformance.replicas;

/**
 * One line that a replica reads.
 *
 * @param id what its lines in return are marked with
 * @param verb what to do
 * @param key the name of the key it is about; empty where it is about none
 * @param callers how many threads do it at once
 * @param detail a generation or a crash point; empty where there is none
 */
record ReplicaCommand(long id, Verb verb, String key, int callers, String detail) {
    enum Verb {
        /** Resolves the key. */
        RESOLVE,
        /** Gets threads ready to resolve the key, which do so at {@link #GO}. */
        PREPARE,
        GO,
        /** Finds a generation. */
        FIND,
        /** Reports a generation as rejected. */
        REJECT,
        /** Has an operator remove the key. */
        DEREGISTER,
        /** Halts at a point from now on. */
        ARM,
        /** Stalls at a point, once; done when it is reached. */
        STALL,
        /** Goes on where it stalls. */
        LET_GO,
        /** Fails every save from now on, without effect. */
        FAIL_SAVES,
        /** Does nothing. */
        PING,
        /** Closes resolver and store. */
        CLOSE
    }
}
