package io.github.dcr4j.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.ManagementOutcome;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.protocol.RegistrationOutcome;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.server.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The calls of the protocol, one by one, at an oidc-provider. */
@ExtendWith(NodeServers.class)
class OidcProviderProtocolIT {
    private static final Map<String, Object> METADATA = Map.of(
            "client_name",
            "Gateway",
            "redirect_uris",
            List.of("https://gateway.example.com/callback"),
            "grant_types",
            List.of("authorization_code", "client_credentials"),
            "token_endpoint_auth_method",
            "client_secret_post");

    private static NodeServer node;

    @BeforeAll
    static void start() throws Exception {
        node = NodeServer.start("oidc-provider.mjs", "--issuer-path=/tenants/a");
    }

    @AfterAll
    static void stop() throws Exception {
        NodeServer.closeAll(node);
    }

    @Test
    void everyCall_oneAfterTheOther_isAnsweredAsTheRfcsSay() throws Exception {
        try (DcrProtocol protocol = DcrProtocol.create()) {
            ProtocolServer server = ProtocolServer.issuer(node.issuer());
            ServerMetadata metadata = protocol.metadata(server);
            ClientInformation client = protocol.register(
                            server, metadata.registrationEndpoint().orElseThrow(), METADATA)
                    .client();
            int token = token(protocol, server, metadata, client);
            ClientInformation read = protocol.read(server, client).client();
            Map<String, Object> changed = new LinkedHashMap<>(read.metadata());
            changed.put("client_name", "Gateway of today");
            ClientInformation updated = protocol.update(server, read, changed).client();
            ClientInformation readAgain = protocol.read(server, updated).client();
            protocol.delete(server, readAgain).ensureGone();
            ManagementOutcome gone = protocol.read(server, readAgain);

            assertThat(token).isEqualTo(200);
            assertThat(client.metadata()).containsAllEntriesOf(METADATA);
            assertThat(readAgain.metadata()).containsEntry("client_name", "Gateway of today");
            assertThat(readAgain.clientSecret()).isPresent();
            assertThat(gone)
                    .isInstanceOfSatisfying(
                            ManagementOutcome.Failed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(ManagementOutcome.Reason.UNKNOWN_CLIENT));
        }
    }

    private static int token(
            DcrProtocol protocol, ProtocolServer server, ServerMetadata metadata, ClientInformation client)
            throws Exception {
        Map<String, String> form = Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                client.clientId(),
                "client_secret",
                client.clientSecret().orElseThrow().reveal());
        return protocol.http(server)
                .send(ServerRequest.post(metadata.tokenEndpoint().orElseThrow(), form))
                .status();
    }

    @Test
    void register_whatTheServerRefuses_isARefusalAndLeavesNoClient() {
        try (DcrProtocol protocol = DcrProtocol.create()) {
            RegistrationOutcome outcome = protocol.register(
                    ProtocolServer.issuer(node.issuer()),
                    node.endpoint("/reg"),
                    Map.of("redirect_uris", List.of("https://gateway.example.com/#fragment")),
                    RegistrationAuthorization.bearer(() -> Secret.of("not-asked-for-here")));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            RegistrationOutcome.Failed.class,
                            failed -> assertThat(failed.effect()).isEqualTo(RegistrationOutcome.Effect.REFUSED));
        }
    }
}
