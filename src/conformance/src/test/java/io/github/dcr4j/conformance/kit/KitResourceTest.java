package io.github.dcr4j.conformance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resolver.ResourceRequestBuilder;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The kit's resource and its metadata documents, met by the resolver. */
class KitResourceTest {
    private static HttpResponse<String> get(URI resource, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(resource);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void resource_withoutAToken_leadsToAClientAndATokenThatItTakes() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().resourceScopes("notes:read"))) {
            URI resource = kit.server().resource();
            ResourceRequest request = ResourceRequest.builder("https://app.example.com", resource.toString())
                    .client(client -> client.grantTypes("client_credentials"))
                    .build();
            HttpResponse<String> refused = get(resource, null);

            ResourceClient client = kit.resolver()
                    .resolve(request.challenged(
                            ResourceChallenge.of(refused.headers().allValues("WWW-Authenticate"))));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(client.scopes()).containsExactly("notes:read");
            assertThat(kit.server().at(FakeEndpoint.RESOURCE_METADATA).count()).isOne();
            HttpResponse<String> taken = get(resource, token(kit, client, "notes:read"));
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).contains(client.credentials().clientId());
        }
    }

    /** What was read of a resource is shared by the requests for it, whichever clients they name. */
    @Test
    void resource_namedWithAClientByHand_isReadOnceForBoth() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder())) {
            String issuer = kit.server().issuer();
            ResourceRequestBuilder request = ResourceRequest.builder(
                            "https://app.example.com", kit.server().resource().toString())
                    .client(client -> client.grantTypes("client_credentials"));
            kit.resolver().resolve(request.build());

            ResourceClient byHand = kit.resolver()
                    .resolve(request.clientAt(
                                    issuer,
                                    client -> client.preRegistered(issuer, "by-hand", Secret.of("Hb-93kd-Zq7t")))
                            .build());

            assertThat(byHand.credentials().clientId()).isEqualTo("by-hand");
            assertThat(kit.server().at(FakeEndpoint.RESOURCE_METADATA).count()).isOne();
        }
    }

    @Test
    void resource_tokenLacksTheScope_namesIt() throws Exception {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().resourceScopes("notes:read"))) {
            URI resource = kit.server().resource();
            ResourceClient client = kit.resolver()
                    .resolve(ResourceRequest.builder("https://app.example.com", resource.toString())
                            .client(c -> c.grantTypes("client_credentials"))
                            .build());

            HttpResponse<String> refused = get(resource, token(kit, client, "other"));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(ResourceChallenge.of(refused.headers().allValues("WWW-Authenticate"))
                            .scopes())
                    .containsExactly("notes:read");
            assertThat(get(resource, "unknown").headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge -> assertThat(challenge).contains("invalid_token"));
        }
    }

    private static String token(DcrTestKit kit, ResourceClient client, String scope) throws Exception {
        TokenOutcome outcome =
                TokenCalls.of(kit.resolver(), client.request()).call(TokenGrant.clientCredentials(scope));
        assertThat(outcome.response().status()).isEqualTo(200);
        Matcher token = Pattern.compile("\"access_token\":\"([^\"]+)\"")
                .matcher(outcome.response().body());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    @Test
    void document_published_isTheClient() {
        try (DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder().clientIdDocuments())) {
            DcrRequest request = kit.requestBuilder()
                    .redirectUri("https://app.example.com/callback")
                    .clientIdDocument("https://app.example.com/oauth/client.json")
                    .build();
            kit.server().publish(request.clientIdDocument().orElseThrow());

            DcrCredentials client = kit.resolver().resolve(request);

            assertThat(client.way()).isEqualTo(Way.DOCUMENT);
            assertThat(client.clientId()).isEqualTo("https://app.example.com/oauth/client.json");
            assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        }
    }

    @Test
    void publish_serverTakesNoDocuments_saysWhatTheBuilderHas() {
        try (DcrTestKit kit = DcrTestKit.start()) {
            DcrRequest request = kit.requestBuilder()
                    .clientIdDocument("https://app.example.com/oauth/client.json")
                    .build();

            assertThatThrownBy(() ->
                            kit.server().publish(request.clientIdDocument().orElseThrow()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("clientIdDocuments()");
        }
    }
}
