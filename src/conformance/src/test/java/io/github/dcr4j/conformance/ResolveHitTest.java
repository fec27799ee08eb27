package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main job: the first call registers a client, every further one costs nothing. */
class ResolveHitTest {
    @ParameterizedTest
    @EnumSource
    void resolve_firstCall_discoversAndRegistersOnce(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrCredentials client = fleet.newReplica().resolve(fleet.request("openid"));

            assertThat(fleet.server().calls()).extracting(call -> call.method()).containsExactly("GET", "POST");
            assertThat(fleet.server().client(client.clientId())).isPresent();
            assertThat(client.issuer()).hasValue(fleet.server().issuer());
            assertThat(client.tokenEndpoint()).isEqualTo(fleet.server().tokenEndpoint());
            assertThat(client.authorizationEndpoint()).hasValue(fleet.server().authorizationEndpoint());
            assertThat(client.redirectUris()).containsExactly("https://app.example.com/oauth/callback");
            assertThat(client.scopes()).containsExactly("openid");
            assertThat(client.clientSecretExpiresAt())
                    .hasValue(fleet.clock().now().plus(Fleet.SECRET_LIFE));
            assertThat(client.version()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_secondCall_sendsNothing(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));
            fleet.server().forgetCalls();

            DcrCredentials second = resolver.resolve(fleet.request("openid"));

            assertThat(second).isEqualTo(first);
            assertThat(fleet.server().calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_anotherReplica_usesTheSameClient(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrCredentials first = fleet.newReplica().resolve(fleet.request("openid"));

            DcrCredentials second = fleet.newReplica().resolve(fleet.request("openid"));

            assertThat(second).isEqualTo(first);
            assertThat(fleet.registrations()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_otherScopes_registersAnotherClient(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();

            DcrCredentials one = resolver.resolve(fleet.request("openid"));
            DcrCredentials other = resolver.resolve(fleet.request("openid", "profile"));

            assertThat(other.clientId()).isNotEqualTo(one.clientId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolveAsync_stored_isCompletedAtOnce(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials first = resolver.resolve(fleet.request("openid"));

            CompletableFuture<DcrCredentials> second = resolver.resolveAsync(fleet.request("openid"));

            assertThat(second).isCompletedWithValue(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void find_byGeneration_givesCurrentAndNothingElse(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials current = resolver.resolve(request);

            assertThat(resolver.find(request, current.generation())).hasValue(current);
            assertThat(resolver.find(request, "unknown")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_coldThenHit_tellsTheListenerOfBoth(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();

            DcrCredentials client = resolver.resolve(fleet.request("openid"));
            fleet.clock().advance(Duration.ofMinutes(10));
            resolver.resolve(fleet.request("openid"));

            assertThat(fleet.events().of(DcrEvent.Registered.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.clientId()).hasToString(client.clientId()));
            assertThat(fleet.events().of(DcrEvent.Hit.class))
                    .containsExactly(new DcrEvent.Hit(client.key(), client.generation(), Duration.ofMinutes(10)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void resolve_ownTokenEndpoint_winsOverTheStoredOne(StoreKind kind) {
        try (Fleet fleet = new Fleet(kind)) {
            DcrResolver resolver = fleet.newReplica();
            DcrCredentials stored = resolver.resolve(fleet.request("openid"));

            DcrCredentials own = resolver.resolve(fleet.requestBuilder()
                    .scopes("openid")
                    .server(s -> s.tokenEndpoint("https://inside.example.com/token"))
                    .build());

            assertThat(own.tokenEndpoint()).hasToString("https://inside.example.com/token");
            assertThat(own.clientId()).isEqualTo(stored.clientId());
            assertThat(fleet.registrations()).isOne();
        }
    }
}
