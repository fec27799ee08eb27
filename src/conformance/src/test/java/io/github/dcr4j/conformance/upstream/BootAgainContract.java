package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that boots again from the same text has the same clients, and asks no server for anything. */
abstract class BootAgainContract {
    @TempDir
    Path directory = Path.of("");

    /** Returns the member {@code store} of the configuration. */
    abstract String store();

    /** Does to the store what may happen to it between two boots. */
    abstract void betweenTheBoots();

    @Test
    void boot_again_asksNobodyAndHasTheSameClients() throws Exception {
        try (Boots service = new Boots(store(), directory)) {
            Map<String, DcrCredentials> first = service.boot("openid");
            assertThat(service.calls()).filteredOn("POST /register"::equals).hasSize(3);
            service.withdrawInitialAccessToken();
            service.forgetCalls();
            betweenTheBoots();

            Map<String, DcrCredentials> second = service.boot("openid");

            assertThat(service.calls()).isEmpty();
            assertThat(second).isEqualTo(first);
            assertThat(first.keySet()).containsExactly("public", "confidential", "guarded", "by-hand");
            assertThat(client(first, "public")).satisfies(client -> {
                assertThat(client.clientSecret()).isEmpty();
                assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
            });
            assertThat(client(first, "confidential").clientSecret()).isNotEmpty();
            assertThat(client(first, "guarded").clientSecret()).isNotEmpty();
            assertThat(client(first, "by-hand").clientSecret()).hasValue(Secret.of("secret-given-by-hand"));
        }
    }

    @Test
    void boot_oneUpstreamsScopesChanged_registersThatOneOnly() throws Exception {
        try (Boots service = new Boots(store(), directory)) {
            Map<String, DcrCredentials> first = service.boot("openid");
            service.forgetCalls();
            betweenTheBoots();

            Map<String, DcrCredentials> changed = service.boot("openid", "profile");

            assertThat(service.calls())
                    .containsExactly("GET /.well-known/oauth-authorization-server", "POST /register");
            assertThat(client(changed, "confidential"))
                    .satisfies(client -> assertThat(client.scopes()).containsExactly("openid", "profile"))
                    .extracting(DcrCredentials::clientId)
                    .isNotEqualTo(client(first, "confidential").clientId());
            assertThat(changed).containsAllEntriesOf(without("confidential", first));
        }
    }

    private static DcrCredentials client(Map<String, DcrCredentials> clients, String name) {
        return Objects.requireNonNull(clients.get(name), name);
    }

    private static Map<String, DcrCredentials> without(String name, Map<String, DcrCredentials> clients) {
        Map<String, DcrCredentials> others = new LinkedHashMap<>(clients);
        others.remove(name);
        return others;
    }
}
