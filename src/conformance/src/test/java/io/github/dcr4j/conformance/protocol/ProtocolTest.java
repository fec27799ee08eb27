package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.server.ServerAnswer;
import io.github.dcr4j.server.ServerMetadata;
import io.github.dcr4j.server.ServerRequest;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.MetadataDocument;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls of registration, one by one, without a resolver and a store. */
class ProtocolTest {
    private static final Map<String, Object> METADATA = Map.of(
            "client_name",
            "Gateway",
            "redirect_uris",
            List.of("https://gateway.example.com/callback"),
            "grant_types",
            List.of("authorization_code", "client_credentials"),
            "token_endpoint_auth_method",
            "client_secret_basic",
            "scope",
            "openid profile");

    private final FakeAuthorizationServer fake = FakeAuthorizationServer.builder()
            .rotatingRegistrationAccessToken()
            .renewingSecretOnUpdate()
            .start();
    private final DcrProtocol protocol =
            DcrProtocol.builder().clock(fake.clock()).build();
    private final ProtocolServer server = ProtocolServer.issuer(fake.issuer());

    @AfterEach
    void close() {
        protocol.close();
        fake.close();
    }

    private ClientInformation registered() {
        return protocol.register(server, fake.registrationEndpoint(), METADATA).client();
    }

    @Test
    void everyCall_oneAfterTheOther_isSentOnceAndSaysWhatTheServerHolds() throws Exception {
        ServerMetadata metadata = protocol.metadata(server);
        URI endpoint = metadata.registrationEndpoint().orElseThrow();
        ClientInformation client = protocol.register(server, endpoint, METADATA).client();
        int token = token(metadata, client).status();
        ClientInformation read = protocol.read(server, client).client();
        Map<String, Object> changed = new LinkedHashMap<>(read.metadata());
        changed.put("client_name", "Gateway of today");
        ClientInformation updated = protocol.update(server, read, changed).client();
        int tokenByNewSecret = token(metadata, updated).status();
        protocol.delete(server, updated).ensureGone();

        assertThat(fake.calls().stream().map(call -> call.method() + " " + call.endpoint()))
                .containsExactly(
                        "GET METADATA",
                        "GET METADATA",
                        "POST REGISTRATION",
                        "POST TOKEN",
                        "GET MANAGEMENT",
                        "PUT MANAGEMENT",
                        "POST TOKEN",
                        "DELETE MANAGEMENT");
        assertThat(List.of(token, tokenByNewSecret)).containsOnly(200);
        assertThat(client.clientIdIssuedAt()).isPresent();
        assertThat(client.tokenEndpointAuthMethod()).hasValue("client_secret_basic");
        assertThat(client.metadata()).containsAllEntriesOf(METADATA).doesNotContainKey("client_secret");
        assertThat(read.management()).isNotEqualTo(client.management());
        assertThat(read.clientSecret()).isEqualTo(client.clientSecret());
        assertThat(updated.clientSecret()).isPresent().isNotEqualTo(client.clientSecret());
        assertThat(updated.metadata()).containsEntry("client_name", "Gateway of today");
        assertThat(updated.clientId()).isEqualTo(client.clientId());
        assertThat(fake.client(client.clientId())).isEmpty();
    }

    private ServerAnswer token(ServerMetadata metadata, ClientInformation client) throws Exception {
        String secret = client.clientSecret().orElseThrow().reveal();
        String basic = encoded(client.clientId()) + ":" + encoded(secret);
        return protocol.http(server)
                .send(ServerRequest.post(
                                metadata.tokenEndpoint().orElseThrow(), Map.of("grant_type", "client_credentials"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(basic.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void register_twice_createsTwoClients() {
        ClientInformation first = registered();
        ClientInformation second = registered();

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(fake.clients()).hasSize(2);
    }

    @Test
    void register_nothingAskedFor_leavesAllToTheServersDefaults() {
        fake.at(FakeEndpoint.REGISTRATION).rewriteAnswers(answer -> answer.put("nothing_defines_it", List.of(1, 2)));

        ClientInformation client = protocol.register(
                        server, fake.registrationEndpoint(), Map.of("redirect_uris", List.of("https://a.example.com/")))
                .client();

        assertThat(fake.at(FakeEndpoint.REGISTRATION).calls().get(0).json()).containsOnlyKeys("redirect_uris");
        assertThat(client.metadata()).containsEntry("nothing_defines_it", List.of(1L, 2L));
    }

    @Test
    void read_ofWhatAProgramKept_tellsTheRest() {
        ClientInformation client = registered();
        DcrManagement kept = client.management().orElseThrow();

        ClientInformation read = protocol.read(
                        server,
                        ClientInformation.of(kept)
                                .withSecret(client.clientSecret().orElseThrow(), null))
                .client();

        assertThat(read.clientId()).isEqualTo(client.clientId());
        assertThat(read.clientSecret()).isEqualTo(client.clientSecret());
        assertThat(read.metadata()).isEqualTo(client.metadata());
    }

    @Test
    void metadata_byItsAddress_readsThatDocumentAlone() {
        ProtocolServer byAddress = ProtocolServer.builder()
                .discoveryUrl(fake.metadataUrl(MetadataDocument.OAUTH).toString())
                .build();

        ServerMetadata metadata = protocol.metadata(byAddress);

        assertThat(metadata.issuer()).hasValue(fake.issuer());
        assertThat(metadata.tokenEndpoint()).hasValue(fake.tokenEndpoint());
        assertThat(fake.calls()).hasSize(1);
    }

    @Test
    void metadata_ofAServerWithoutOne_isWhatTheCallerSaid() {
        ProtocolServer known = ProtocolServer.builder()
                .registrationEndpoint(fake.registrationEndpoint().toString())
                .build();

        ServerMetadata metadata = protocol.metadata(known);
        ClientInformation client = protocol.register(
                        known, metadata.registrationEndpoint().orElseThrow(), METADATA)
                .client();

        assertThat(client.management()).isPresent();
        assertThat(fake.calls()).hasSize(1);
    }

    @Test
    void register_withAnInitialAccessToken_sendsItToTheNamedServer() {
        try (FakeAuthorizationServer guarded = FakeAuthorizationServer.builder()
                .initialAccessToken(Secret.of("token-of-the-administrator"))
                .start()) {
            ClientInformation client = protocol.register(
                            ProtocolServer.issuer(guarded.issuer()),
                            guarded.registrationEndpoint(),
                            METADATA,
                            RegistrationAuthorization.bearer(() -> Secret.of("token-of-the-administrator")))
                    .client();

            assertThat(guarded.client(client.clientId())).isPresent();
        }
    }
}
