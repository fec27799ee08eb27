package io.github.dcr4j.conformance.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceMetadata;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A service that is told nothing but the address of a protected resource. */
class ResolveResourceTest extends ResourceFixture {
    @Test
    void resolve_first_readsTheResourceOnceAndRegisters() {
        resource.names(kit.server().issuer());

        ResourceClient client = kit.resolver().resolve(builder().build());

        assertThat(resource.calls()).containsExactly("/.well-known/oauth-protected-resource/mcp");
        assertThat(kit.server().calls()).extracting(call -> call.method()).containsExactly("GET", "POST");
        assertThat(client.credentials().issuer()).hasValue(kit.server().issuer());
        assertThat(client.resource()).isEqualTo(resource.resource());
        assertThat(client.scopes()).containsExactly("mcp:read");
        // the scopes of the token are no scopes of the client
        assertThat(client.credentials().scopes()).isEmpty();
    }

    @Test
    void resolve_again_sendsNothingAndMakesNothing() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        ResourceClient first = kit.resolver().resolve(request);
        kit.server().forgetCalls();

        ResourceClient second = kit.resolver().resolve(request);

        assertThat(second).isSameAs(first);
        assertThat(resource.calls()).hasSize(1);
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolve_manyAtOnce_readTheResourceOnce() throws Exception {
        resource.names(kit.server().issuer());
        CountDownLatch gate = new CountDownLatch(1);
        resource.waitsFor(gate);
        ResourceRequest request = builder().build();
        int callers = 32;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            CountDownLatch started = new CountDownLatch(callers);
            List<Future<ResourceClient>> clients = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                clients.add(threads.submit(() -> {
                    started.countDown();
                    return kit.resolver().resolve(request);
                }));
            }
            started.await();
            await().atMost(Duration.ofMinutes(3)).until(() -> resource.calls().size() == 1);
            gate.countDown();

            Set<String> ids = clients.stream()
                    .map(ResolveResourceTest::of)
                    .map(client -> client.credentials().clientId())
                    .collect(Collectors.toSet());

            assertThat(ids).hasSize(1);
            assertThat(resource.calls()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static ResourceClient of(Future<ResourceClient> client) {
        try {
            return client.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void resolve_elevenMinutesLater_readsItAnewBehindTheCaller() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        ResourceClient first = kit.resolver().resolve(request);
        resource.fails(503);
        kit.clock().advance(Duration.ofMinutes(11));

        ResourceClient second = kit.resolver().resolve(request);
        kit.settle();
        ResourceClient third = kit.resolver().resolve(request);

        assertThat(second.credentials()).isEqualTo(first.credentials());
        assertThat(third.credentials()).isEqualTo(first.credentials());
        assertThat(resource.calls()).hasSize(2);
    }

    @Test
    void resolve_resourceIsAwayForTwoDays_fails() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        kit.resolver().resolve(request);
        resource.fails(503);
        kit.clock().advance(Duration.ofDays(2));

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("answered 503");
    }

    @Test
    void resolve_noMetadata_registersNothingAndIsNotAskedAgainAtOnce() {
        resource.fails(404);
        ResourceRequest request = builder().build();

        for (int i = 0; i < 5; i++) {
            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> kit.resolver().resolve(request));
            assertThat(failure.step()).isEqualTo(Step.DISCOVER);
            assertThat(failure)
                    .hasMessageContaining("oauth-protected-resource/mcp: answered 404")
                    .hasMessageContaining("oauth-protected-resource: answered 404");
        }

        assertThat(resource.calls()).hasSize(2);
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void resolve_challenged_asksForTheScopesOfTheChallengeWithTheSameClient() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        ResourceClient before = kit.resolver().resolve(request);

        ResourceClient challenged = kit.resolver()
                .resolve(request.challenged(challenge("Bearer error=\"insufficient_scope\", scope=\"mcp:write\"")));

        assertThat(challenged.scopes()).containsExactly("mcp:write");
        assertThat(challenged.credentials()).isEqualTo(before.credentials());
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
        assertThat(resource.calls()).hasSize(1);
    }

    /** Whoever can write a header must not choose where the metadata comes from. */
    @Test
    void resolve_challengeNamesAnotherOrigin_readsTheResourcesOwnMetadata() {
        resource.names(kit.server().issuer());
        try (ResourceServer other = new ResourceServer()) {
            other.names("https://idp.invalid");
            String elsewhere = other.resource().replace("/mcp", "/.well-known/oauth-protected-resource/mcp");

            ResourceClient client = kit.resolver()
                    .resolve(builder().build().challenged(challenge("Bearer resource_metadata=\"" + elsewhere + "\"")));

            assertThat(client.credentials().issuer()).hasValue(kit.server().issuer());
            assertThat(other.calls()).isEmpty();
        }
    }

    @Test
    void resourceMetadata_beforeAClientIsWanted_registersNone() {
        resource.names(kit.server().issuer());

        ResourceMetadata metadata = kit.resolver().resourceMetadata(builder().build());

        assertThat(metadata.authorizationServers()).containsExactly(kit.server().issuer());
        assertThat(metadata.scopesSupported()).containsExactly("mcp:read");
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void build_tokenForEveryServer_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .client(client -> client.initialAccessToken(() -> Secret.of("initial-access-token")))
                        .build())
                .withMessageContaining("clientAt(issuer, …)");
    }

    @Test
    void resolve_tokenForOneServer_isSentThereOnly() {
        resource.names(kit.server().issuer());
        Secret token = Secret.of("initial-access-token-of-one");

        kit.resolver()
                .resolve(builder()
                        .clientAt(kit.server().issuer(), client -> client.initialAccessToken(() -> token))
                        .build());

        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls())
                .singleElement()
                .satisfies(call -> assertThat(call.header("Authorization")).hasValue("Bearer " + token.reveal()));
    }

    @Test
    void build_clientNamesAServer_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .client(client -> client.upstreamIssuer("https://idp.example.com"))
                        .build())
                .withMessageContaining("must not name a server");
    }
}
