package io.github.dcr4j.conformance.resource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One request for a resource that has every way to a client, at whichever server the resource names. */
class ResourceWaysTest {
    private static final String CONSUMER = "https://agent.example.com";
    private static final String ID = "https://agent.example.com/oauth/client.json";
    private static final Secret SECRET = Secret.of("CANARY-sample-secret-by-hand");

    private final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder()
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.NONE));
    private final FakeAuthorizationServer other = FakeAuthorizationServer.builder()
            .authMethods(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC, TokenEndpointAuthMethod.NONE)
            .clock(kit.clock())
            .start();
    private final ResourceServer resource = new ResourceServer();

    @AfterEach
    void close() {
        resource.close();
        other.close();
        kit.close();
    }

    private ResourceRequestBuilder builder() {
        return ResourceRequest.builder(CONSUMER, resource.resource()).client(client -> client.clientIdDocument(ID));
    }

    private static void takesDocuments(FakeAuthorizationServer server) {
        server.at(FakeEndpoint.METADATA)
                .rewriteAnswers(members -> members.put("client_id_metadata_document_supported", true));
    }

    /** The server moves twice; each has the client of the best way that it offers, and nothing of another. */
    @Test
    void resolve_serverMoves_takesTheBestWayAtEach() {
        ResourceRequest request = builder()
                .clientAt(
                        kit.server().issuer(),
                        client -> client.preRegistered(kit.server().issuer(), "by-hand", SECRET))
                .build();
        takesDocuments(kit.server());
        resource.names(kit.server().issuer());
        ResourceClient first = kit.resolver().resolve(request);
        resource.names(other.issuer());
        kit.clock().advance(Duration.ofDays(2));

        ResourceClient second = kit.resolver().resolve(request);

        assertThat(first.credentials().way()).isEqualTo(Way.PRE_REGISTERED);
        assertThat(second.credentials().way()).isEqualTo(Way.REGISTERED);
        assertThat(second.credentials().otherWays()).contains("client_id_metadata_document_supported");
        assertThat(second.credentials().issuer()).hasValue(other.issuer());
        assertThat(other.calls()).noneMatch(call -> call.body().contains("by-hand"));
        assertThat(kit.store().find(first.request().key())).isEqualTo(first.credentials());
    }

    @Test
    void resolve_serverTakesDocuments_isByDocument() {
        takesDocuments(kit.server());
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();

        ResourceClient client = kit.resolver().resolve(request);

        assertThat(client.credentials().way()).isEqualTo(Way.DOCUMENT);
        assertThat(client.credentials().registeredMetadata())
                .isEqualTo(new String(request.clientIdDocument().orElseThrow().body(), UTF_8));
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void resolve_byHandAtAnotherServer_failsAndSendsNothing() {
        ResourceRequest request = builder()
                .client(client -> client.preRegistered(kit.server().issuer(), "by-hand", SECRET))
                .build();
        resource.names(other.issuer());

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("by-hand", kit.server().issuer(), other.issuer());
        assertThat(other.calls()).isEmpty();
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolve_severalServers_takesTheOneWhereItIsRegisteredByHand() {
        ResourceRequest request = builder()
                .client(client -> client.preRegistered(kit.server().issuer(), "by-hand", SECRET))
                .build();
        resource.names(other.issuer(), kit.server().issuer());

        ResourceClient client = kit.resolver().resolve(request);

        assertThat(client.credentials().clientId()).isEqualTo("by-hand");
        assertThat(other.calls()).isEmpty();
    }

    @Test
    void build_clientAtNamesAnotherServersClient_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .clientAt(
                                other.issuer(), client -> client.preRegistered("https://idp.example.org", "a", SECRET))
                        .build())
                .withMessageContaining("https://idp.example.org");
    }

    @Test
    void build_documentDiffersAtOneServer_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .clientAt(other.issuer(), client -> client.clientName("Another"))
                        .build())
                .withMessageContaining(ID);
    }
}
