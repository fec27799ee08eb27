/** Micrometer meters of what resolvers, stores and upstreams do. */
module io.github.dcr4j.micrometer {
    requires transitive io.github.dcr4j;
    requires transitive micrometer.core;
    requires static org.jspecify;

    exports io.github.dcr4j.micrometer;
}
