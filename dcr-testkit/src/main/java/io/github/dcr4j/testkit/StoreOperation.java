package io.github.dcr4j.testkit;

/** A call to a store or its coordination that {@link StoreFaults} can disturb and count. */
public enum StoreOperation {
    /**
     * {@link io.github.dcr4j.DcrCredentialStore#find(io.github.dcr4j.DcrKey)}. A claim looks at what is stored too: where
     * this fails, it fails as well, and takes no lease. Only finds are counted.
     */
    FIND,
    /** {@link io.github.dcr4j.DcrCredentialStore#find(io.github.dcr4j.DcrKey, String)}. */
    FIND_GENERATION,
    /** {@link io.github.dcr4j.DcrCredentialStore#save}. */
    SAVE,
    /** {@link io.github.dcr4j.DcrCredentialStore#amend}. */
    AMEND,
    /** {@link io.github.dcr4j.DcrCredentialStore#invalidate}. */
    INVALIDATE,
    /** {@link io.github.dcr4j.DcrCredentialStore#refersTo}. */
    REFERS_TO,
    /** {@link io.github.dcr4j.DcrCredentialStore#heal}. */
    HEAL,
    /** {@link io.github.dcr4j.DcrCredentialStore#remove}. */
    REMOVE,
    /** {@link io.github.dcr4j.DcrCredentialStore#stream}. */
    STREAM,
    /** {@link io.github.dcr4j.DcrCoordination#claim}. */
    CLAIM,
    /** {@link io.github.dcr4j.DcrCoordination#mark}. */
    MARK,
    /** {@link io.github.dcr4j.DcrCoordination#release}. */
    RELEASE,
    /** {@link io.github.dcr4j.DcrCoordination#settled}. */
    SETTLED
}
