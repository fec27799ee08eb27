package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.RecordedCall;
import io.github.dcr4j.upstream.UpstreamConfigException;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What authorizes a registration, where http is open: it goes there only if that is said. */
class InsecureHttpAuthorizationTest extends InsecureHttpFixture {
    private static final Secret TOKEN = Secret.of("canary-initial-access-token");

    static List<RegistrationAuthorization> authorizations() {
        return List.of(
                RegistrationAuthorization.bearer(() -> TOKEN),
                RegistrationAuthorization.scheme("SSWS", () -> TOKEN),
                RegistrationAuthorization.by(outgoing -> Map.of("X-Key", TOKEN)));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void resolve_authorizedWithoutTheSecondOption_sendsNothing(int kind) {
        metadata(members -> {});
        DcrRequestBuilder request = request()
                .registrationAuthorization(authorizations().get(kind))
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080")));

        DcrException failure = failureOf(request);

        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure)
                .hasMessageContainingAll(
                        ORIGIN + "/register is http", authorizations().get(kind).name(), "withInitialAccessToken")
                .hasMessageNotContaining("canary");
        assertThat(registrations()).isZero();
        assertThat(resolver.explain(request.build()).problem()).hasMessage(failure.getMessage());
    }

    @Test
    void resolve_authorizedWithTheSecondOption_sendsTheToken() {
        metadata(members -> {});

        resolver.resolve(request()
                .initialAccessToken(() -> TOKEN)
                .network(n -> n.insecureHttp(InsecureHttp.to("keycloak:8080").withInitialAccessToken()))
                .build());

        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).calls())
                .extracting(
                        RecordedCall::method,
                        call -> call.header("Authorization").orElse(""))
                .containsExactly(tuple("POST", "Bearer " + TOKEN.reveal()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"keycloak:8080\"", "{\"to\": \"keycloak:8080\", \"withInitialAccessToken\": false}"})
    void resolveAll_openedInTheFile_isUsed(String opened) {
        metadata(members -> {});

        try (Upstreams upstreams = Upstreams.builder(UpstreamsJson.parse(config(opened)))
                .clock(kit.clock())
                .resolver(settings -> settings.httpClient(new OkHttpClient.Builder()
                        .dns(host -> List.of(addressOf(host)))
                        .socketFactory(new ToTheFake())
                        .build()))
                .open()) {
            assertThat(upstreams.resolveAll()).hasOnlyElementsOfType(UpstreamResult.Ready.class);
        }
        assertThat(registrations()).isOne();
    }

    private static String config(String opened) {
        return """
                {"consumer": "https://gateway.example.com", "store": "memory:",
                 "upstreams": [{"name": "a", "dcr": {"upstreamIssuer": "%s", "allowPrivateAddresses": ["keycloak"],
                                                     "insecureHttp": %s}}]}""".formatted(ORIGIN, opened);
    }

    @Test
    void parse_openedElsewhere_isRefusedWithTheAddress() {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class, () -> UpstreamsJson.parse(config("\"keycloak:8081\"")));

        assertThat(failure).hasMessageContainingAll("upstreams[0]", "upstreamIssuer 'http://keycloak:8080'", "https");
    }
}
