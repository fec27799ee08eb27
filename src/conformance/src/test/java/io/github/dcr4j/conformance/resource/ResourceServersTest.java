package io.github.dcr4j.conformance.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceChallenge;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which authorization server is taken where a resource names several, or another than before. */
class ResourceServersTest extends ResourceFixture {
    @Test
    void resolve_serverMoved_hasAClientOfItsOwnThereAndTheOldOneIsKept() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        ResourceClient before = kit.resolver().resolve(request);
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            resource.names(other.issuer());
            kit.server().forgetCalls();
            kit.clock().advance(Duration.ofMinutes(2));

            ResourceClient after =
                    kit.resolver().resolve(request.challenged(challenge("Bearer error=\"invalid_token\"")));

            assertThat(after.credentials().issuer()).hasValue(other.issuer());
            assertThat(after.credentials().clientId())
                    .isNotEqualTo(before.credentials().clientId());
            assertThat(kit.server().calls()).isEmpty();
            assertThat(kit.server().client(before.credentials().clientId())).isPresent();
            assertThat(other.calls())
                    .isNotEmpty()
                    .noneMatch(call -> call.body().contains(before.credentials().clientId()));
        }
    }

    @Test
    void resolve_serverMovedAndAnotherRequestFoundOut_isFollowedAtOnce() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        kit.resolver().resolve(request);
        kit.resolver().resolve(request);
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            resource.names(other.issuer());
            kit.clock().advance(Duration.ofMinutes(2));
            assertThat(kit.resolver().resolve(request).credentials().issuer())
                    .hasValue(kit.server().issuer());

            ResourceRequest another = builder().build();
            kit.resolver().resolve(another.challenged(challenge("Bearer error=\"invalid_token\"")));

            assertThat(kit.resolver().resolve(request).credentials().issuer()).hasValue(other.issuer());
        }
    }

    /** A challenge alone is no reason to read again what was read just now; a token that is not taken is, once. */
    @Test
    void resolve_tokenRefused_findsTheServerThatTheResourceMovedToAtOnce() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        kit.resolver().resolve(request);
        ResourceChallenge refused = challenge("Bearer error=\"invalid_token\"");
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            resource.names(other.issuer());

            ResourceClient challenged = kit.resolver().resolve(request.challenged(refused));
            ResourceClient moved = kit.resolver().resolve(request.tokenRefused(refused));

            assertThat(challenged.credentials().issuer()).hasValue(kit.server().issuer());
            assertThat(moved.credentials().issuer()).hasValue(other.issuer());
        }
    }

    @Test
    void resolve_tokensRefusedAgainAndAgain_readTheResourceOnceAMinute() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        kit.resolver().resolve(request);
        ResourceRequest refused = request.tokenRefused(ResourceChallenge.none());

        for (int i = 0; i < 5; i++) {
            kit.resolver().resolve(refused);
        }
        kit.clock().advance(Duration.ofMinutes(1));
        kit.resolver().resolve(refused);

        assertThat(resource.calls()).hasSize(3);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isOne();
    }

    @Test
    void resolve_severalServers_takesTheOneWithAStoredClient() {
        try (FakeAuthorizationServer other =
                FakeAuthorizationServer.builder().clock(kit.clock()).start()) {
            resource.names(other.issuer());
            ResourceClient stored = kit.resolver().resolve(builder().build());
            resource.names(kit.server().issuer(), other.issuer());
            DcrResolver replica = kit.newResolver(settings -> settings);

            ResourceClient client = replica.resolve(builder().build());

            assertThat(client.credentials()).isEqualTo(stored.credentials());
            assertThat(kit.server().calls()).isEmpty();
        }
    }

    @Test
    void resolve_severalServers_theSelectorChooses() {
        resource.names("https://idp.invalid", kit.server().issuer());

        ResourceClient client = kit.resolver()
                .resolve(
                        builder().authorizationServer(issuers -> issuers.get(1)).build());

        assertThat(client.credentials().issuer()).hasValue(kit.server().issuer());
    }

    @Test
    void resolve_selectorChoosesAnother_failsWithTheServers() {
        resource.names("https://a.invalid", "https://b.invalid");
        ResourceRequest request =
                builder().authorizationServer(issuers -> "https://c.invalid").build();

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> kit.resolver().resolve(request));

        assertThat(failure).hasMessageContaining("https://a.invalid, https://b.invalid");
        assertThat(kit.server().calls()).isEmpty();
    }
}
