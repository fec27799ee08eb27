package io.github.dcr4j.conformance.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that an operator registered by hand: discovered like others, at its own server only, and not replaced. */
class PreRegisteredTest {
    private static final Secret SECRET = Secret.of("CANARY-sample-secret-by-hand");

    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrRequest request(Secret secret) {
        return kit.requestBuilder()
                .preRegistered(kit.server().issuer(), "by-hand", secret)
                .build();
    }

    @Test
    void resolve_preRegistered_isDiscoveredAndRegistersNothing() {
        DcrRequest request = kit.requestBuilder()
                .preRegistered(kit.server().issuer(), "by-hand", SECRET)
                .clientIdDocument("https://app.example.com/oauth/client.json")
                .build();

        DcrCredentials client = kit.resolver().resolve(request);

        assertThat(client.clientId()).isEqualTo("by-hand");
        assertThat(client.clientSecret()).contains(SECRET);
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(client.tokenEndpoint()).isEqualTo(kit.server().tokenEndpoint());
        assertThat(client.issuer()).hasValue(kit.server().issuer());
        assertThat(client.way()).isEqualTo(Way.PRE_REGISTERED);
        assertThat(client.otherWays())
                .contains("metadata document https://app.example.com/oauth/client.json: the client", "registration: ");
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        kit.server().forgetCalls();
        assertThat(kit.resolver().resolve(request)).isEqualTo(client);
        assertThat(kit.server().calls()).isEmpty();
        assertThat(kit.resolver().status(request).way()).isEqualTo(Way.PRE_REGISTERED);
        assertThat(kit.resolver().explain(request).way()).isEqualTo(Way.PRE_REGISTERED);
    }

    @Test
    void resolve_secretChanged_isUsedAtOnce() {
        DcrCredentials before = kit.resolver().resolve(request(SECRET));
        Secret other = Secret.of("CANARY-another-secret-by-hand");

        DcrCredentials after = kit.resolver().resolve(request(other));

        assertThat(after.clientSecret()).contains(other);
        assertThat(after.generation()).isEqualTo(before.generation());
    }

    @Test
    void resolve_secretChanged_makesNothingAnewAtTheNextHit() {
        kit.resolver().resolve(request(SECRET));
        DcrRequest request = request(Secret.of("CANARY-another-secret-by-hand"));

        DcrCredentials first = kit.resolver().resolve(request);

        assertThat(kit.resolver().resolve(request)).isSameAs(first);
    }

    @Test
    void resolve_secretAddedOrTakenAway_authenticatesByAnotherMethod() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(members ->
                        members.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "none")));
        DcrRequest without = kit.requestBuilder()
                .preRegistered(kit.server().issuer(), "by-hand", (Secret) null)
                .authMethods(TokenEndpointAuthMethod.NONE, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .build();
        DcrRequest with = kit.requestBuilder()
                .preRegistered(kit.server().issuer(), "by-hand", SECRET)
                .authMethods(TokenEndpointAuthMethod.NONE, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)
                .build();

        assertThat(kit.resolver().resolve(without).tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.NONE);
        assertThat(kit.resolver().resolve(with).tokenEndpointAuthMethod())
                .isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(kit.resolver().resolve(without).clientSecret()).isEmpty();
    }

    @Test
    void export_andAdopt_areForClientsThatWereRegistered() {
        DcrRequest request = request(SECRET);
        kit.resolver().resolve(request);

        DcrException failure = catchThrowableOfType(
                DcrException.class, () -> kit.resolver().operations().export(request));

        assertThat(failure.step()).isEqualTo(DcrException.Step.MANAGE);
        assertThat(failure).hasMessageContaining("preRegistered");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kit.resolver()
                        .operations()
                        .adopt(
                                request,
                                new KnownClient(
                                        "other",
                                        Secret.of("CANARY-secret-of-another"),
                                        TokenEndpointAuthMethod.CLIENT_SECRET_BASIC)))
                .withMessageContaining("registered by hand");
    }

    @Test
    void build_boundToAnotherServer_fails() {
        assertThatIllegalStateException()
                .isThrownBy(() -> kit.requestBuilder()
                        .preRegistered("https://idp.example.org", "by-hand", SECRET)
                        .build())
                .withMessageContaining("https://idp.example.org");
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void build_idHasAControlCharacter_fails() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> kit.requestBuilder().preRegistered(kit.server().issuer(), "by\nhand", SECRET));
    }

    @Test
    void resolve_namedByItsRegistrationEndpointWithItsIssuer_isUsed() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .registrationEndpoint(kit.server().registrationEndpoint().toString())
                .server(s -> s.issuer(kit.server().issuer())
                        .authorizationEndpoint(
                                kit.server().authorizationEndpoint().toString())
                        .tokenEndpoint(kit.server().tokenEndpoint().toString()))
                .preRegistered(kit.server().issuer(), "by-hand", SECRET)
                .build();

        assertThat(kit.resolver().resolve(request).way()).isEqualTo(Way.PRE_REGISTERED);
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void reportRejected_preRegistered_failsAndReplacesNothing() {
        DcrRequest request = request(SECRET);
        DcrCredentials client = kit.resolver().resolve(request);
        ClientRejection why = ClientRejection.inTokenResponse(client, 401, "{\"error\":\"invalid_client\"}")
                .orElseThrow();

        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> kit.resolver().reportRejected(request, client, why));

        assertThat(failure).hasMessageContaining("registered by hand");
        assertThat(kit.resolver().resolve(request)).isEqualTo(client);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
    }

    @Test
    void purge_preRegistered_leavesNothingBehind() {
        DcrRequest request = request(SECRET);
        kit.resolver().resolve(request);

        assertThat(kit.resolver().operations().purge(request.key())).isEmpty();
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }

    @Test
    void deregister_preRegistered_leavesNothingBehind() {
        DcrRequest request = request(SECRET);
        kit.resolver().resolve(request);

        kit.resolver().operations().deregister(request);

        assertThat(kit.store().find(request.key())).isNull();
        assertThat(kit.events().of(DcrEvent.Orphaned.class)).isEmpty();
    }
}
