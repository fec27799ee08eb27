/**
 * For the tests of programs that register clients, and of stores: a fake authorization server, a manual clock, and the
 * contract that every store passes.
 *
 * <p>The fakes need no test framework; the extension and the contract need JUnit and AssertJ, which are optional.
 */
module io.github.dcr4j.testkit {
    requires com.fasterxml.jackson.databind;
    requires transitive io.github.dcr4j;
    requires static org.assertj.core;
    requires static transitive org.jspecify;
    requires static org.junit.jupiter.api;
    requires java.logging;
    requires mockwebserver3;
    requires okhttp3;
    requires okhttp3.tls;

    exports io.github.dcr4j.testkit;
    exports io.github.dcr4j.testkit.contract;

    opens io.github.dcr4j.testkit.contract to
            org.junit.platform.commons;
}
