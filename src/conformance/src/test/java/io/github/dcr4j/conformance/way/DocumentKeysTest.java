package io.github.dcr4j.conformance.way;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.conformance.TestKeys;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients whose document names keys, which are replaced where the document is served and nowhere else. */
class DocumentKeysTest {
    private static final String ID = "https://app.example.com/oauth/client.json";

    private final DcrTestKit kit = DcrTestKit.start();
    private final AtomicReference<List<ClientKey>> keys = new AtomicReference<>(List.of());
    private final ClientAuthentication authentication =
            ClientAuthentication.builder().keys(keys::get).build();

    @AfterEach
    void close() {
        kit.close();
    }

    private void serverTakes(List<String> algorithms) {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> {
            members.put("client_id_metadata_document_supported", true);
            members.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "private_key_jwt"));
            members.put("token_endpoint_auth_signing_alg_values_supported", algorithms);
        });
    }

    private DcrRequest request() {
        return kit.requestBuilder()
                .authMethods(TokenEndpointAuthMethod.PRIVATE_KEY_JWT, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .authentication(authentication)
                .clientIdDocument(ID)
                .build();
    }

    private Map<String, String> form(DcrCredentials client) {
        Map<String, String> form = new HashMap<>();
        authentication.authenticate(
                client,
                (name, value) -> {
                    throw new AssertionError("no header is needed");
                },
                form::put);
        return form;
    }

    @Test
    void authenticate_keyReplaced_signsWithTheOneThatTheDocumentNamesNow() throws GeneralSecurityException {
        serverTakes(List.of("ES256", "EdDSA"));
        keys.set(List.of(TestKeys.ec("first")));
        DcrRequest request = request();
        DcrCredentials client = kit.resolver().resolve(request);

        for (ClientKey next : List.of(TestKeys.ec("second"), TestKeys.ed25519("third"))) {
            keys.set(List.of(next));

            assertThat(kit.resolver().resolve(request)).isEqualTo(client);
            assertThat(form(client)).containsEntry("client_id", ID).containsKey("client_assertion");
            assertThat(new String(request.clientIdDocument().orElseThrow().body(), UTF_8))
                    .contains("\"" + next.keyId() + "\"");
        }
        assertThat(client.way()).isEqualTo(Way.DOCUMENT);
    }

    @Test
    void resolve_serverTakesTheSecondAlgorithmOfTheKey_signsByThatAndTheDocumentNamesNone()
            throws GeneralSecurityException {
        serverTakes(List.of("RS256"));
        keys.set(List.of(TestKeys.rsa("rsa")));
        DcrRequest request = request();

        DcrCredentials client = kit.resolver().resolve(request);

        assertThat(client.way()).isEqualTo(Way.DOCUMENT);
        assertThat(client.registeredMetadata()).contains("\"token_endpoint_auth_signing_alg\":\"RS256\"");
        assertThat(new String(request.clientIdDocument().orElseThrow().body(), UTF_8))
                .doesNotContain("token_endpoint_auth_signing_alg");
        assertThat(form(client)).containsKey("client_assertion");
    }

    @Test
    void explain_documentIsTooLong_registersAndSaysWhy() throws GeneralSecurityException {
        serverTakes(List.of("ES256"));
        List<ClientKey> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(TestKeys.ec("a-key-of-many-" + i));
        }
        keys.set(many);

        DcrExplanation explanation = kit.resolver().explain(request());

        assertThat(explanation.way()).isEqualTo(Way.REGISTERED);
        assertThat(explanation.text()).contains("5120 bytes");
    }
}
