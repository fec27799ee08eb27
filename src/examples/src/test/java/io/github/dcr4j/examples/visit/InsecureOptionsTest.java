package io.github.dcr4j.examples.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceRequest;
import org.junit.jupiter.api.Test;

/** Servers and resources in a lab, to which {@code http} is opened; nothing is dialled. */
class InsecureOptionsTest {
    private final ClientOptions options = new ClientOptions();

    @Test
    void request_serverIsHttp_isRefusedWithTheOptionThatOpensIt() {
        options.issuer = "http://keycloak:8080/realms/lab";

        assertThatThrownBy(options::request)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("; --insecure-http opens http to one host and port, here keycloak:8080,");

        options.insecureHttp = "keycloak:8080";
        DcrRequest request = options.request();
        assertThat(request.server()).isEqualTo("keycloak:8080");
    }

    @Test
    void resourceRequest_resourceIsHttp_isRefusedWithTheOptionThatOpensIt() {
        options.resource = "http://mcp.lab.internal:8080/mcp";

        assertThatThrownBy(options::resourceRequest)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "; --insecure-resource opens http to one host and port, here mcp.lab.internal:8080,");

        options.insecureResource = "mcp.lab.internal:8080";
        ResourceRequest request = options.resourceRequest();
        assertThat(request).hasToString("ResourceRequest[http://mcp.lab.internal:8080/mcp]");
    }
}
