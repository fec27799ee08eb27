/** The command {@code dcr4j}, and the program of the README. */
module io.github.dcr4j.examples {
    requires com.fasterxml.jackson.databind;
    requires com.nimbusds.jose.jwt;
    requires info.picocli;
    requires io.github.dcr4j;
    requires io.github.dcr4j.store.memory;
    requires io.github.dcr4j.testkit;
    requires jdk.httpserver;
    requires oauth2.oidc.sdk;
    requires okhttp3;
    requires static org.jspecify;

    opens io.github.dcr4j.examples to
            info.picocli;
    opens io.github.dcr4j.examples.clients to
            info.picocli;
    opens io.github.dcr4j.examples.command to
            info.picocli;
    opens io.github.dcr4j.examples.serve to
            info.picocli;
    opens io.github.dcr4j.examples.tool to
            info.picocli;
    opens io.github.dcr4j.examples.visit to
            info.picocli;
}
