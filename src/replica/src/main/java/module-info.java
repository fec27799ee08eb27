/** A program that shares its client through Redis. */
module io.github.dcr4j.replica {
    requires io.github.dcr4j;
    requires io.github.dcr4j.store.memory;
    requires io.github.dcr4j.store.redis;
    requires static org.jspecify;
}
