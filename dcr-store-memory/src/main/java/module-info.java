/** Keeps client credentials in the memory of one process, or in a file of one user. */
module io.github.dcr4j.store.memory {
    requires com.fasterxml.jackson.databind;
    requires com.github.benmanes.caffeine;
    requires transitive io.github.dcr4j;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.github.dcr4j.store.memory;

    provides io.github.dcr4j.store.DcrNearCacheProvider with
            io.github.dcr4j.store.memory.NearCacheProvider;
    provides io.github.dcr4j.store.DcrStoreProvider with
            io.github.dcr4j.store.memory.FileStoreProvider,
            io.github.dcr4j.store.memory.MemoryStoreProvider;
}
