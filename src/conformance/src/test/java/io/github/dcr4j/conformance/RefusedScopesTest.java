package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which scopes are sent, and the only two answers after which a registration is sent again. */
class RefusedScopesTest {
    private static final FakeAnswer SCOPE_REFUSED = FakeAnswer.refusal("invalid_scope", "not these");
    private static final FakeAnswer TOKEN_REFUSED = FakeAnswer.status(401);

    private final DcrTestKit kit = DcrTestKit.start(FakeAuthorizationServer.builder()
            .scopes("openid", "email", "profile")
            .secretLife(Duration.ofHours(1)));

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrRequestBuilder request() {
        return kit.requestBuilder();
    }

    private DcrCredentials resolve(DcrRequestBuilder request) {
        return kit.resolver().resolve(request.build());
    }

    private DcrException refused(DcrRequestBuilder request) {
        return catchThrowableOfType(DcrException.class, () -> resolve(request));
    }

    private void answers(FakeAnswer... answers) {
        kit.server().at(FakeEndpoint.REGISTRATION).answerNext(answers);
    }

    /** Returns the scope of each registration that arrived; empty for none. */
    private List<String> sent() {
        return kit.server().at(FakeEndpoint.REGISTRATION).calls().stream()
                .map(call -> String.valueOf(call.json().getOrDefault("scope", "")))
                .toList();
    }

    private List<String> deviations() {
        return kit.events().of(DcrEvent.DeviationTolerated.class).stream()
                .map(DcrEvent.DeviationTolerated::code)
                .toList();
    }

    private static FakeAnswer keycloak(String description) {
        return FakeAnswer.json(403, Map.of("error", "insufficient_scope", "error_description", description));
    }

    @Test
    void resolve_noScopesNamed_sendsNoneAndTellsWhatWasRegistered() {
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> client.put("scope", "email profile"));

        DcrCredentials client = resolve(request());

        assertThat(sent()).containsExactly("");
        assertThat(client.requestedScopes()).isEmpty();
        assertThat(client.scopes()).containsExactly("email", "profile");
        assertThat(deviations()).isEmpty();
    }

    @Test
    void resolve_openidOfTheServersListRefused_isSentOnceMoreWithoutIt() {
        answers(SCOPE_REFUSED);

        DcrCredentials client = resolve(request().scopePolicy(ScopePolicy.SERVER_LIST));

        assertThat(sent()).containsExactly("openid email profile", "email profile");
        assertThat(client.requestedScopes()).containsExactly("email", "profile");
        assertThat(deviations()).containsExactly("scope-left-out");
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
    }

    @Test
    void resolve_allowedClientScopesOfKeycloakRefuse_isSentOnceMoreWithoutOpenid() {
        answers(keycloak("Policy 'Allowed Client Scopes' rejected request to client-registration service. Details: Not"
                + " permitted to use specified clientScope"));

        resolve(request().scopePolicy(ScopePolicy.SERVER_LIST));

        assertThat(sent()).containsExactly("openid email profile", "email profile");
    }

    @Test
    void resolve_trustedHostsOfKeycloakRefuse_isNotRepeated() {
        answers(keycloak("Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not"
                + " trusted."));

        DcrException failure = refused(request().scopePolicy(ScopePolicy.SERVER_LIST));

        assertThat(sent()).hasSize(1);
        assertThat(failure).hasMessageNotContaining("scope policy");
    }

    @Test
    void resolve_openidThatTheCallerNamedRefused_isNotLeftOut() {
        answers(SCOPE_REFUSED);

        DcrException failure = refused(request().scopes("openid", "email"));

        assertThat(sent()).containsExactly("email openid");
        assertThat(failure).hasMessageContaining("dropRefusedScopes");
    }

    @Test
    void resolve_namedScopesRefusedAndTheRequestDropsThem_areLeftOutAndCompared() {
        answers(SCOPE_REFUSED);
        kit.server().at(FakeEndpoint.REGISTRATION).rewriteAnswers(client -> client.put("scope", "email profile"));

        DcrCredentials client = resolve(request().scopes("email").dropRefusedScopes());

        assertThat(sent()).containsExactly("email", "");
        assertThat(client.requestedScopes()).isEmpty();
        assertThat(client.scopes()).containsExactly("email", "profile");
        assertThat(deviations()).containsExactlyInAnyOrder("scope-left-out", "scope-widened");
    }

    @Test
    void build_strictAndDropRefusedScopes_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        request().scopes("email").dropRefusedScopes().strict().build())
                .withMessageContaining("dropRefusedScopes");
    }

    @Test
    void key_requestThatDropsRefusedScopes_isAnother() {
        assertThat(request().scopes("email").dropRefusedScopes().build().key())
                .isNotEqualTo(request().scopes("email").build().key());
    }

    @Test
    void resolve_tokenAndScopesRefused_sendsThreeAndNoMore() {
        answers(SCOPE_REFUSED, TOKEN_REFUSED, SCOPE_REFUSED, SCOPE_REFUSED);
        AtomicInteger asked = new AtomicInteger();

        DcrException failure = refused(request()
                .scopePolicy(ScopePolicy.SERVER_LIST)
                .dropRefusedScopes()
                .initialAccessToken(() -> Secret.of("initial-token-" + asked.incrementAndGet())));

        assertThat(sent()).containsExactly("openid email profile", "email profile", "email profile");
        assertThat(asked).hasValue(2);
        assertThat(failure).hasMessageContaining("invalid_scope");
        assertThat(kit.events().of(DcrEvent.OrphanSuspected.class)).isEmpty();
    }

    static Stream<FakeAnswer> answersThatDoNotSayNo() {
        return Stream.of(
                FakeAnswer.json(500, Map.of("error", "invalid_scope")),
                FakeAnswer.json(503, Map.of("error", "invalid_scope")),
                FakeAnswer.json(200, Map.of("error", "invalid_scope")),
                FakeAnswer.json(302, Map.of("error", "invalid_scope")),
                FakeAnswer.json(429, Map.of("error", "invalid_scope")),
                SCOPE_REFUSED.truncated(),
                FakeAnswer.droppedAfterProcessing(),
                FakeAnswer.droppedBeforeProcessing());
    }

    @ParameterizedTest
    @MethodSource("answersThatDoNotSayNo")
    void resolve_answerThatIsNoComplete4xx_isNotRepeated(FakeAnswer answer) {
        answers(answer);

        DcrException failure =
                refused(request().scopePolicy(ScopePolicy.SERVER_LIST).dropRefusedScopes());

        assertThat(failure).isNotNull();
        assertThat(sent()).hasSize(1);
    }

    @Test
    void resolve_unauthorizedAndTheAnswerBreaksOff_isNotRepeated() {
        answers(FakeAnswer.json(401, Map.of("error", "invalid_token")).truncated());
        AtomicInteger asked = new AtomicInteger();

        DcrException failure =
                refused(request().initialAccessToken(() -> Secret.of("initial-token-" + asked.incrementAndGet())));

        assertThat(failure).hasMessageContaining("401");
        assertThat(sent()).hasSize(1);
    }

    @Test
    void resolve_registrationSentTwice_countsTwiceTowardsTheCeiling() {
        answers(SCOPE_REFUSED);
        DcrRequestBuilder request = request().scopePolicy(ScopePolicy.SERVER_LIST);
        DcrResolver resolver = kit.newResolver(settings -> settings.registrationCeiling(2, Duration.ofHours(12)));
        resolver.resolve(request.build());
        assertThat(sent()).hasSize(2);
        kit.clock().advance(Duration.ofHours(2));

        @Nullable
        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request.build()));

        assertThat(failure).hasMessageContaining("ceiling of 2 registrations");
        assertThat(sent()).hasSize(2);
    }

    @Test
    void resolve_registrationRefused_countsTowardsTheCeiling() {
        answers(TOKEN_REFUSED, TOKEN_REFUSED);
        DcrRequestBuilder request = request();
        DcrResolver resolver = kit.newResolver(settings -> settings.registrationCeiling(1, Duration.ofHours(12)));
        DcrException refused = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request.build()));
        kit.clock().advance(Duration.ofHours(2));

        @Nullable
        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request.build()));

        assertThat(refused).isNotNull();
        assertThat(failure).hasMessageContaining("ceiling of 1 registrations");
        assertThat(sent()).hasSize(1);
    }
}
