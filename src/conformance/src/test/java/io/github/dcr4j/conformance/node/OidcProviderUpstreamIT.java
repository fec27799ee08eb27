package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A service whose file names a signing key gets tokens from oidc-provider by it, while the key is replaced on disk. */
@ExtendWith(NodeServers.class)
class OidcProviderUpstreamIT {
    private static NodeServer node;

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void start() throws Exception {
        node = NodeServer.start("oidc-provider.mjs");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(node);
    }

    @Test
    void call_keyReplacedOnDisk_isAcceptedThroughout() throws Exception {
        Map<String, Object> former = jwk("k1");
        Map<String, Object> next = jwk("k2");
        Path file = keys(List.of(former));
        UpstreamsConfig config =
                UpstreamsJson.parse("""
                {"consumer": "https://gateway.example.com", "upstreams": [
                  {"name": "idp", "signingKeys": [{"file": "%s"}],
                   "dcr": {"upstreamIssuer": "%s", "grantTypes": ["client_credentials"], "verifyEverySeconds": 3600}}]}""".formatted(file.toString().replace("\\", "\\\\"), node.issuer()));
        try (MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
                Upstreams upstreams = Upstreams.open(config, store)) {
            UpstreamClient client = upstreams.client("idp");
            DcrRequest request = config.upstreams().get(0).request(config.consumer());

            DcrCredentials byFormer = token(client);
            keys(List.of(next, former));
            DcrCredentials both = upstreams.operations().rotateKeys(request);
            DcrCredentials byNext = token(client);
            keys(List.of(next));
            DcrCredentials one = upstreams.operations().rotateKeys(request);

            assertThat(byFormer.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.PRIVATE_KEY_JWT);
            assertThat(both.registeredMetadata()).contains("\"k1\"", "\"k2\"");
            assertThat(one.registeredMetadata()).contains("\"k2\"").doesNotContain("\"k1\"");
            assertThat(token(client).clientId()).isEqualTo(byNext.clientId()).isEqualTo(byFormer.clientId());
            assertThat(client.verify().outcome()).isEqualTo(Outcome.ALIVE);
        }
    }

    private static DcrCredentials token(UpstreamClient client) throws Exception {
        TokenOutcome outcome = TokenCalls.of(client).call(TokenGrant.clientCredentials());
        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
        return outcome.client();
    }

    private Path keys(List<Map<String, Object>> keys) throws Exception {
        String json = new ObjectMapper().writeValueAsString(Map.of("keys", keys));
        return Files.writeString(directory.resolve("keys.json"), json);
    }

    private static Map<String, Object> jwk(String keyId) throws Exception {
        KeyPair pair = TestKeys.pair("secp256r1");
        Map<String, Object> jwk = new LinkedHashMap<>(ClientKey.of(keyId, pair).publicJwk());
        String hex = "%064x".formatted(((ECPrivateKey) pair.getPrivate()).getS());
        jwk.put(
                "d",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(hex)));
        return jwk;
    }
}
