package io.github.dcr4j.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command-line tool with a public client, from run to run. */
class FileImportTest {
    @TempDir
    private Path directory;

    private static DcrRequest request(DcrTestKit kit, int port) {
        return DcrRequest.builder("my-cli")
                .upstreamIssuer(kit.server().issuer())
                .redirectUri("http://127.0.0.1:" + port + "/callback")
                .publicClient()
                .build();
    }

    private DcrCredentials run(DcrTestKit kit, int port) {
        try (FileDcrCredentialStore store = open(kit);
                DcrResolver resolver =
                        DcrResolver.builder(store).clock(kit.clock()).build()) {
            return resolver.resolve(request(kit, port));
        }
    }

    private FileDcrCredentialStore open(DcrTestKit kit) {
        return FileDcrCredentialStore.builder(directory.resolve("clients.json"))
                .clock(kit.clock())
                .build();
    }

    @Test
    void resolve_nextRunOnAnotherPort_isTheSameClient() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrCredentials first = run(kit, 40_001);
            int sent = kit.server().calls().size();

            DcrCredentials second = run(kit, 40_002);

            assertThat(second.clientId()).isEqualTo(first.clientId());
            assertThat(second.generation()).isEqualTo(first.generation());
            // a client on loopback takes any port (RFC 8252, section 7.3): what is handed out has this run's
            assertThat(second.redirectUris()).isNotEqualTo(first.redirectUris());
            assertThat(kit.server().calls()).hasSize(sent);
        }
    }

    @Test
    void resolve_clientWasKeptElsewhere_isTakenOver() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = request(kit, 40_001);
            try (FileDcrCredentialStore store = open(kit)) {
                DcrCredentials kept = DcrCredentials.builder(request.key())
                        .clientId("kept-elsewhere")
                        .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                        .issuer(kit.server().issuer())
                        .authorizationEndpoint(URI.create(kit.server().issuer() + "/authorize"))
                        .tokenEndpoint(URI.create(kit.server().issuer() + "/token"))
                        .redirectUris(request.key().redirectUris())
                        .grantTypes(List.of("authorization_code"))
                        .createdAt(kit.clock().now())
                        .build();
                store.save(kept, null, null);
            }

            assertThat(run(kit, 40_002).clientId()).isEqualTo("kept-elsewhere");

            assertThat(kit.server().calls()).isEmpty();
        }
    }
}
