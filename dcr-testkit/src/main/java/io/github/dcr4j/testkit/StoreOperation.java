package io.github.dcr4j.testkit;

/**
 * A call to a store or its coordination that {@link StoreFaults} can disturb and count.
 *
 * @see DcrTestKit an example
 */
public enum StoreOperation {
    /**
     * {@link io.github.dcr4j.store.DcrCredentialStore#find(io.github.dcr4j.DcrKey)}. A claim looks at what is stored
     * too: where this fails, it fails as well, and takes no lease. Only finds are counted.
     */
    FIND,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#find(io.github.dcr4j.DcrKey, String)}. */
    FIND_GENERATION,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#save}. */
    SAVE,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#amend}. */
    AMEND,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#invalidate}. */
    INVALIDATE,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#refersTo}. */
    REFERS_TO,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#heal}. */
    HEAL,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#remove}. */
    REMOVE,
    /** {@link io.github.dcr4j.store.DcrCredentialStore#stream}. */
    STREAM,
    /** {@link io.github.dcr4j.store.DcrCoordination#claim}. */
    CLAIM,
    /** {@link io.github.dcr4j.store.DcrCoordination#mark}. */
    MARK,
    /** {@link io.github.dcr4j.store.DcrCoordination#release}. */
    RELEASE,
    /** {@link io.github.dcr4j.store.DcrCoordination#settled}. */
    SETTLED,
    /** {@link io.github.dcr4j.store.DcrCoordination#refused}. */
    REFUSED,
    /** {@link io.github.dcr4j.store.DcrCoordination#standing}. It fails where a find does. */
    STANDING
}
