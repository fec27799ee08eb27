package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where servers offer registration, and whether they say so. */
class RegistrationEndpointBehaviourTest {
    @Test
    void registrationEndpointInAnotherDocument_isFoundThere() {
        try (OddServer server = new OddServer()) {
            FakeAnswer without = FakeAnswer.json(
                    200,
                    Map.of(
                            "issuer", server.fake().issuer(),
                            "token_endpoint", server.fake().tokenEndpoint().toString()));
            server.fake().at(FakeEndpoint.METADATA).answerNext(without);

            server.allows();

            assertThat(server.registrations())
                    .extracting(RecordedCall::path)
                    .containsOnly(server.fake().registrationEndpoint().getPath());
        }
    }

    @Test
    void registrationEndpointNowhere_isTriedAtTheUsualPath_unlessSwitchedOffOrStrict() {
        try (OddServer server = new OddServer()) {
            server.metadata(document -> document.remove("registration_endpoint"));

            assertThat(server.resolve()).isNotNull();
            assertThat(server.registrations()).extracting(RecordedCall::path).containsExactly("/register");
            for (DcrRequestBuilder careful : List.of(
                    server.request().variant("off").server(s -> s.registerPathFallback(false)),
                    server.request().variant("strict").strict())) {
                assertThat(server.refused(careful)).hasMessageContaining("names no registration_endpoint");
            }
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 501})
    void registrationAdvertisedAndNotOffered_isToldAsSuch(int status) {
        try (OddServer server = new OddServer()) {
            FakeAnswer answer = status == 400
                    ? FakeAnswer.refusal("registration_not_supported", "mocked")
                    : FakeAnswer.status(status);
            server.registration(answer);

            DcrException failure = server.refused();

            assertThat(failure).isInstanceOf(DcrRefusedException.class);
            assertThat(failure.retryable()).isFalse();
            assertThat(failure)
                    .hasMessageContaining("the server does not offer registration there")
                    .hasMessageContaining("register a client by hand");
        }
    }

    @Test
    void registrationEndpointOnAnotherAuthority_getsNoTokenUnlessAllowedByName() {
        try (OddServer server = new OddServer();
                FakeAuthorizationServer other =
                        FakeAuthorizationServer.builder().start()) {
            server.metadata(document -> document.put(
                    "registration_endpoint", other.registrationEndpoint().toString()));
            List<Secret> given = new ArrayList<>();
            DcrRequestBuilder request = server.request().initialAccessToken(() -> {
                given.add(Secret.of("initial-access-token-1"));
                return given.get(0);
            });

            DcrException failure = server.refused(request);

            assertThat(failure).hasMessageContaining("the initial access token must not go there");
            assertThat(given).isEmpty();
            assertThat(other.calls()).isEmpty();
            server.resolve(request.variant("trusted")
                    .network(n -> n.trustAuthority(other.registrationEndpoint().getAuthority())));
            assertThat(other.at(FakeEndpoint.REGISTRATION).count()).isOne();
        }
    }
}
