/** The program of the README. */
module io.github.dcr4j.examples {
    requires com.fasterxml.jackson.databind;
    requires io.github.dcr4j;
    requires io.github.dcr4j.store.memory;
    requires io.github.dcr4j.testkit;
    requires jdk.httpserver;
    requires okhttp3;
    requires static org.jspecify;
}
