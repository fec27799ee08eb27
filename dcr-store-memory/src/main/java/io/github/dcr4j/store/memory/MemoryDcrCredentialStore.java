package io.github.dcr4j.store.memory;

/** Keeps client credentials in the memory of this process. */
public final class MemoryDcrCredentialStore {}
