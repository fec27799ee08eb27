package io.github.dcr4j.examples.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.examples.testing.ProgramRun;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Servers and resources in a lab, to which {@code http} is opened; nothing is dialled. */
class InsecureOptionsTest {
    private static ClientOptions options(String... arguments) {
        return CommandLine.populateCommand(new ClientOptions(), arguments);
    }

    @Test
    void request_serverIsHttp_isRefusedWithTheOptionThatOpensIt() {
        String issuer = "http://keycloak:8080/realms/lab";

        assertThatThrownBy(options("--issuer", issuer)::request)
                .isInstanceOf(UsageException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("; --insecure-http opens http to one host and port, here keycloak:8080,");

        DcrRequest request =
                options("--issuer", issuer, "--insecure-http", "keycloak:8080").request();
        assertThat(request.server()).isEqualTo("keycloak:8080");
    }

    @Test
    void resourceRequest_resourceIsHttp_isRefusedWithTheOptionThatOpensIt() {
        String resource = "http://mcp.lab.internal:8080/mcp";

        assertThatThrownBy(options("--resource", resource)::resourceRequest)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "; --insecure-resource opens http to one host and port, here mcp.lab.internal:8080,");

        ResourceRequest request = options("--resource", resource, "--insecure-resource", "mcp.lab.internal:8080")
                .resourceRequest();
        assertThat(request).hasToString("ResourceRequest[http://mcp.lab.internal:8080/mcp]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resolve", "explain"})
    void run_serverIsPrivate_isNotDialledAndTheFlagIsAdvised(String command) {
        ProgramRun run = ProgramRun.of(command, "--issuer", "https://10.0.0.5");

        assertThat(run.exitCode()).as(run.err()).isNotZero();
        assertThat(run.out() + run.err())
                .contains("is private", "; --allow-private-addresses opens private networks")
                .doesNotContain("allowPrivateAddresses");
    }
}
