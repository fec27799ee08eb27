package io.github.dcr4j.store.memory;

/**
 * What a {@link MemoryDcrCredentialStore} has seen since it was created. Immutable and thread-safe.
 *
 * @param count how many keys have current credentials now
 * @param hits how many look-ups of a key found current credentials, whatever their age
 * @param misses how many look-ups of a key found none
 * @param evictions how many current credentials were dropped, for want of room or some time after their secret's end
 */
public record MemoryStoreStatistics(long count, long hits, long misses, long evictions) {}
