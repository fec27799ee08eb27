package io.github.dcr4j.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.Secret;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.testkit.DcrTestKit;
import org.junit.jupiter.api.Test;

/** What a refusal advises is an option of the builder, and helps; nothing is dialled. */
class InsecureServerTest {
    private static McpAuthorizationBuilder builder(DcrTestKit kit) {
        return McpAuthorization.builder(kit.resolver(), "my-agent", "http://mcp.lab.internal:8080/mcp");
    }

    @Test
    void build_tokenForAnyServer_isRefusedWithTheOptionThatHelps() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            McpAuthorizationBuilder builder = McpAuthorization.builder(
                            kit.resolver(), "my-agent", "https://mcp.example.com/mcp")
                    .client(client -> client.initialAccessToken(() -> Secret.of("T0ken-of-a-test")));

            assertThatIllegalArgumentException()
                    .isThrownBy(builder::build)
                    .withMessageContaining("name the one server by authorizationServer(issuer)");

            builder.authorizationServer("https://idp.example.com").build().close();
        }
    }

    @Test
    void build_notOpened_isRefusedWithTheOptionThatOpensIt() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder(kit).build())
                    .withMessageContainingAll(
                            "resource 'http://mcp.lab.internal:8080/mcp': https is required",
                            "insecureResource(...) opens http to one host and port, here mcp.lab.internal:8080,");

            try (McpAuthorization authorization = builder(kit)
                    .insecureResource(InsecureHttp.to("mcp.lab.internal:8080"))
                    .build()) {
                assertThat(authorization.token()).isEmpty();
            }
        }
    }
}
