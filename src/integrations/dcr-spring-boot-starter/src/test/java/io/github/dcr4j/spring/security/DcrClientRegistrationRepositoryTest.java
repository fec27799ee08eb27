package io.github.dcr4j.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.Upstreams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** The registrations that Spring Security sees of an upstream. */
class DcrClientRegistrationRepositoryTest extends UpstreamFixture {
    private final Upstreams upstreams = upstreams(request -> request.clientName("Reports"));
    private final DcrClientRegistrationRepository registrations = new DcrClientRegistrationRepository(upstreams);

    @Test
    void find_upstreamWithALogin_hasWhatTheServerAndTheRequestSay() {
        ClientRegistration found = registration(registrations);

        DcrCredentials client = client(upstreams).credentials();
        assertThat(found.getRegistrationId()).isEqualTo(NAME);
        assertThat(found.getClientId()).isEqualTo(client.clientId());
        assertThat(found.getClientSecret())
                .isEqualTo(client.clientSecret().orElseThrow().reveal());
        assertThat(found.getClientAuthenticationMethod())
                .isEqualTo(new ClientAuthenticationMethod(
                        client.tokenEndpointAuthMethod().wireName()));
        assertThat(found.getAuthorizationGrantType()).isEqualTo(AuthorizationGrantType.AUTHORIZATION_CODE);
        assertThat(found.getRedirectUri()).isEqualTo(client.redirectUris().get(0));
        assertThat(found.getClientSettings().isRequireProofKey()).isTrue();
        assertThat(found.getProviderDetails().getIssuerUri()).isEqualTo(server().issuer());
        assertThat(found.getProviderDetails().getTokenUri())
                .isEqualTo(server().tokenEndpoint().toString());
        assertThat(found.getProviderDetails().getAuthorizationUri())
                .isEqualTo(server().authorizationEndpoint().toString());
        assertThat(found.getProviderDetails().getConfigurationMetadata())
                .containsEntry("issuer", server().issuer())
                .containsEntry(DcrClientRegistrationRepository.GENERATION, client.generation());
    }

    @Test
    void find_sameClient_isTheSameObjectAndSendsNothing() {
        ClientRegistration first = registration(registrations);
        server().forgetCalls();

        assertThat(registration(registrations)).isSameAs(first);
        assertThat(server().calls()).isEmpty();
    }

    @Test
    void find_unknownName_isNullOrOfTheOthers() {
        ClientRegistration byHand = ClientRegistration.withClientRegistration(registration(registrations))
                .registrationId("by-hand")
                .build();
        DcrClientRegistrationRepository both = DcrClientRegistrationRepository.builder(upstreams)
                .others(new InMemoryClientRegistrationRepository(byHand))
                .build();

        assertThat(registrations.findByRegistrationId("by-hand")).isNull();
        assertThat(both.findByRegistrationId("by-hand")).isSameAs(byHand);
        assertThat(both).extracting(ClientRegistration::getRegistrationId).containsExactly(NAME, "by-hand");
    }

    @Test
    void iterate_beforeAnythingIsRegistered_sendsNothing() {
        assertThat(registrations).singleElement().satisfies(outline -> {
            assertThat(outline.getRegistrationId()).isEqualTo(NAME);
            assertThat(outline.getClientName()).isEqualTo(NAME);
            assertThat(outline.getAuthorizationGrantType()).isEqualTo(AuthorizationGrantType.AUTHORIZATION_CODE);
        });
        assertThat(server().calls()).isEmpty();
        assertThat(kit.store().stream()).isEmpty();
    }

    @Test
    void find_serverThatFails_namesTheUpstream() {
        server().at(FakeEndpoint.REGISTRATION).answerAlways(FakeAnswer.status(503));

        UpstreamUnavailableException failure = catchThrowableOfType(
                UpstreamUnavailableException.class, () -> registrations.findByRegistrationId(NAME));

        assertThat(failure).hasMessageStartingWith("upstream 'reports' has no client that can be used: ");
        assertThat(failure.getError().getErrorCode()).isEqualTo("temporarily_unavailable");
    }

    @Test
    void find_serverThatIsSlow_isNotWaitedForLongerThanAllowed_andFoundOnceItHasAnswered() {
        FakeGate slow = server().at(FakeEndpoint.REGISTRATION).hold();
        DcrClientRegistrationRepository impatient = new DcrClientRegistrationRepository(upstreams(
                UpstreamConfig.builder(NAME)
                        .dcr(request -> request.upstreamIssuer(server().issuer()))
                        .build(),
                Duration.ofMillis(50)));

        UpstreamUnavailableException failure =
                catchThrowableOfType(UpstreamUnavailableException.class, () -> impatient.findByRegistrationId(NAME));
        slow.open();

        assertThat(failure.getError().getErrorCode()).isEqualTo("temporarily_unavailable");
        assertThat(foundInTheEnd(impatient).getClientId())
                .isEqualTo(server().clients().get(0).clientId());
        assertThat(server().clients()).hasSize(1);
    }

    private static ClientRegistration foundInTheEnd(DcrClientRegistrationRepository registrations) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                return registration(registrations);
            } catch (UpstreamUnavailableException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    @Test
    void find_serverThatIsSlowAnHourLater_holdsUpOneCallerAtMost() throws Exception {
        AtomicLong nanos = new AtomicLong();
        DcrClientRegistrationRepository hourly = DcrClientRegistrationRepository.builder(upstreams)
                .nanoTime(nanos::get)
                .build();
        ClientRegistration first = registration(hourly);
        FakeGate slow = server().at(FakeEndpoint.METADATA).hold();
        kit.clock().advance(Duration.ofMinutes(11));
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        CompletableFuture<ClientRegistration> one = CompletableFuture.supplyAsync(() -> registration(hourly));
        slow.awaitArrivals(1);
        ClientRegistration another = registration(hourly);
        slow.open();

        assertThat(another).isSameAs(first);
        assertThat(one.get(1, TimeUnit.MINUTES)).isSameAs(first);
    }

    @Test
    void find_afterAReplacement_isTheNewClientUnderTheSameId() {
        ClientRegistration first = registration(registrations);

        DcrCredentials next = client(upstreams)
                .rejected(client(upstreams).credentials(), ClientRejection.observed("said by the test"));

        assertThat(registration(registrations).getClientId()).isEqualTo(next.clientId());
        assertThat(registration(registrations).getRegistrationId()).isEqualTo(first.getRegistrationId());
    }

    @Test
    void find_hourLater_hasTheKeysThatTheServerNamesNow() {
        AtomicLong nanos = new AtomicLong();
        DcrClientRegistrationRepository hourly = DcrClientRegistrationRepository.builder(upstreams)
                .nanoTime(nanos::get)
                .build();
        ClientRegistration first = registration(hourly);
        String keys = server().issuer() + "/other-keys";
        server().at(FakeEndpoint.METADATA).rewriteAnswers(members -> members.put("jwks_uri", keys));
        kit.clock().advance(Duration.ofMinutes(11));

        ClientRegistration within = registration(hourly);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        ClientRegistration later = registration(hourly);
        server().at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(503));
        kit.clock().advance(Duration.ofMinutes(11));
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(within).isSameAs(first);
        assertThat(later.getProviderDetails().getJwkSetUri()).isEqualTo(keys);
        assertThat(later.getClientId()).isEqualTo(first.getClientId());
        assertThat(registration(hourly)).isSameAs(later);
    }

    @Test
    void findByGeneration_onAnotherReplica_isTheFormerClient() {
        ClientRegistration former = registration(registrations);
        String generation = client(upstreams).credentials().generation();
        kit.clock().advance(SECRET_LIFE.plusSeconds(1));
        DcrClientRegistrationRepository other =
                new DcrClientRegistrationRepository(upstreams(request -> request.clientName("Reports")));

        assertThat(registration(registrations).getClientId())
                .isEqualTo(registration(other).getClientId())
                .isNotEqualTo(former.getClientId());
        assertThat(other.findByGeneration(NAME, generation))
                .map(ClientRegistration::getClientId)
                .contains(former.getClientId());
        assertThat(other.findByGeneration(NAME, "no-such-generation")).isEmpty();
        assertThat(other.findByGeneration("no-such-upstream", generation)).isEmpty();
    }

    @Test
    void customizer_changesWhatIsItsOwnAndNotTheId() {
        DcrClientRegistrationRepository customized = DcrClientRegistrationRepository.builder(upstreams)
                .customizer((upstream, registration) -> registration
                        .registrationId("another")
                        .clientName("for " + upstream.name())
                        .userNameAttributeName("email"))
                .build();

        ClientRegistration found = registration(customized);

        assertThat(found.getRegistrationId()).isEqualTo(NAME);
        assertThat(found.getClientName()).isEqualTo("for reports");
        assertThat(found.getProviderDetails().getUserInfoEndpoint().getUserNameAttributeName())
                .isEqualTo("email");
        assertThat(customized).singleElement().isSameAs(found);
    }
}
