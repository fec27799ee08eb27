/** Keeps client credentials in the memory of one process. */
module io.github.dcr4j.store.memory {
    requires com.github.benmanes.caffeine;
    requires transitive io.github.dcr4j;
    requires static transitive org.jspecify;

    exports io.github.dcr4j.store.memory;

    provides io.github.dcr4j.DcrStoreProvider with
            io.github.dcr4j.store.memory.MemoryStoreProvider;
}
