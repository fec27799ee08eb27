package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrExplanation;
import io.github.dcr4j.resolver.DcrExplanation.Document;
import io.github.dcr4j.resolver.DcrExplanation.Registration;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.StoreOperation;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator sees what a registration would be, and nothing is registered. */
class ExplainTest {
    private final DcrTestKit kit = DcrTestKit.start();

    @AfterEach
    void close() {
        kit.close();
    }

    private DcrExplanation explain(DcrRequest request) {
        DcrExplanation explanation = kit.resolver().explain(request);
        assertThat(kit.server().at(FakeEndpoint.REGISTRATION).count()).isZero();
        return explanation;
    }

    @Test
    void explain_allWell_tellsWhatWouldBeSentAndSendsNothing() {
        AtomicInteger asked = new AtomicInteger();
        DcrRequest request = kit.requestBuilder()
                .scopes("openid")
                .metadata(m -> m.softwareStatement("statement.of.canary-123"))
                .initialAccessToken(() -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("not to be asked");
                })
                .build();

        DcrExplanation explanation = explain(request);

        Registration registration = Objects.requireNonNull(explanation.registration());
        assertThat(explanation.key()).isEqualTo(request.key());
        assertThat(explanation.problem()).isNull();
        assertThat(explanation.documents())
                .singleElement()
                .satisfies(document -> assertThat(document.used()).isTrue());
        assertThat(registration.endpoint())
                .isEqualTo(kit.server().registrationEndpoint().toString());
        assertThat(registration.endpointGuessed()).isFalse();
        assertThat(registration.issuer()).isEqualTo(kit.server().issuer());
        assertThat(registration.authMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
        assertThat(registration.authorizedBy()).isEqualTo("the initial access token");
        assertThat(registration.metadata())
                .contains("\"scope\" : \"openid\"", "\"software_statement\" : \"***\"")
                .doesNotContain("canary");
        assertThat(asked).hasValue(0);
        assertThat(kit.events().all()).isEmpty();
    }

    @Test
    void explain_anotherScheme_isNamedAndItsCredentialsAreNotAskedFor() {
        Supplier<Secret> notAsked = () -> {
            throw new IllegalStateException("not to be asked");
        };

        String ssws = explain(kit.requestBuilder()
                        .registrationAuthorization(RegistrationAuthorization.scheme("SSWS", notAsked))
                        .build())
                .text();
        String none = explain(kit.requestBuilder().build()).text();

        assertThat(ssws).containsPattern("authorized by +the SSWS credentials").doesNotContain("initial access token");
        assertThat(none).containsPattern("authorized by +nothing");
    }

    @Test
    void explain_whatWouldBeSent_isWhatIsSent() {
        DcrRequest request = kit.requestBuilder()
                .scopes("openid")
                .metadata(m -> m.contacts("ops@example.com"))
                .build();
        Registration registration = Objects.requireNonNull(explain(request).registration());

        kit.resolver().resolve(request);

        String sent = kit.server().at(FakeEndpoint.REGISTRATION).calls().get(0).body();
        assertThat(registration.metadata().replaceAll("\\s", "")).isEqualTo(sent.replaceAll("\\s", ""));
    }

    @Test
    void explain_severalDocuments_tellsWhatEachSaidAndWhichIsUsed() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .answerNext(FakeAnswer.status(200).withBody("text/html", "<html>app</html>"));

        DcrExplanation explanation = explain(kit.request("openid"));

        assertThat(explanation.documents()).extracting(Document::used).containsExactly(false, true);
        assertThat(explanation.documents())
                .extracting(Document::outcome)
                .containsExactly(
                        "answered with a page instead of JSON", "metadata with a registration_endpoint; it is used");
        assertThat(explanation.deviations())
                .containsExactly("a well-known address answers 200 without metadata (RFC 8414, section 3.2):"
                        + " /.well-known/oauth-authorization-server (page)");
    }

    @Test
    void explain_nothingFound_isToldAndNotThrown() {
        kit.server().at(FakeEndpoint.METADATA).answerAlways(FakeAnswer.status(404));

        DcrExplanation explanation = explain(kit.request("openid"));

        assertThat(explanation.registration()).isNull();
        assertThat(explanation.documents())
                .hasSize(2)
                .allSatisfy(document -> assertThat(document.outcome()).isEqualTo("answered 404"));
        assertThat(explanation.problem())
                .isNotNull()
                .satisfies(problem ->
                        assertThat(Objects.requireNonNull(problem).step()).isEqualTo(Step.DISCOVER));
        assertThat(explanation.text())
                .contains("looked at", "/.well-known/openid-configuration: answered 404", "problem", "DISCOVER");
    }

    @Test
    void explain_endpointGuessed_saysSo() {
        kit.server().at(FakeEndpoint.METADATA).rewriteAnswers(document -> document.remove("registration_endpoint"));

        DcrExplanation explanation = explain(kit.request("openid"));

        assertThat(explanation.text()).contains("/register (a guess: the metadata names none)");
        assertThat(explanation.documents())
                .extracting(Document::outcome)
                .containsExactly(
                        "metadata that names no registration_endpoint; it is used",
                        "metadata that names no registration_endpoint; another document is used");
    }

    @Test
    void explain_tokenForAnotherHost_tellsTheRegistrationAndWhyItIsNotSent() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(
                        document -> document.put("registration_endpoint", "https://api.example.com/register?k=v"));

        DcrExplanation explanation = explain(kit.requestBuilder()
                .initialAccessToken(() -> {
                    throw new IllegalStateException("not to be asked");
                })
                .build());

        assertThat(Objects.requireNonNull(explanation.registration()).endpoint())
                .isEqualTo("https://api.example.com/register");
        assertThat(Objects.requireNonNull(explanation.problem())).hasMessageContaining("trustAuthority");
    }

    @Test
    void explain_endpointInside_saysThatItWouldNotBeDialled() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put("registration_endpoint", "https://10.0.0.5/register"));

        DcrExplanation explanation = explain(kit.request("openid"));

        assertThat(Objects.requireNonNull(explanation.problem()))
                .hasMessageContaining("https://10.0.0.5/register would not be dialled")
                .hasMessageContaining("is private");
    }

    @Test
    void explain_scopesOfTheServerMadeOfAnything_arePrintedAsVisibleAscii() {
        kit.server()
                .at(FakeEndpoint.METADATA)
                .rewriteAnswers(document -> document.put(
                        "scopes_supported", java.util.List.of("openid", "two words", "\u009b2J\u202e", "\"")));

        DcrExplanation explanation = explain(kit.requestBuilder()
                .scopePolicy(ScopePolicy.SERVER_LIST)
                .clientName("Z\u00fcrich \u202e")
                .build());

        assertThat(Objects.requireNonNull(explanation.registration()).metadata())
                .contains("\"scope\" : \"openid two words\"", "Z\\u00FCrich \\u202E")
                .matches("[\\x20-\\x7e\\n]+");
    }

    @Test
    void explain_queryOfTheRegistrationEndpoint_isNotPrinted() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .registrationEndpoint("https://idp.example.com/register?api_key=CANARY")
                .server(s -> s.tokenEndpoint("https://idp.example.com/token")
                        .authorizationEndpoint("https://idp.example.com/authorize"))
                .build();

        assertThat(explain(request).text())
                .contains("https://idp.example.com/register")
                .doesNotContain("CANARY");
    }

    @Test
    void explain_nothingToDiscover_asksNobody() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .registrationEndpoint(kit.server().registrationEndpoint().toString())
                .server(s -> s.tokenEndpoint(kit.server().tokenEndpoint().toString())
                        .authorizationEndpoint(
                                kit.server().authorizationEndpoint().toString()))
                .build();

        DcrExplanation explanation = explain(request);

        assertThat(explanation.documents()).isEmpty();
        assertThat(explanation.text()).contains("not discovered");
        assertThat(kit.server().calls()).isEmpty();
    }

    @Test
    void explain_documentKnownAndStoreAway_isReadAnewAndWithoutTheStore() {
        kit.resolver().resolve(kit.request("openid"));
        kit.server().forgetCalls();
        kit.store().faults().failUntilRepaired(StoreOperation.FIND);

        explain(kit.request("openid"));

        assertThat(kit.server().at(FakeEndpoint.METADATA).count()).isOne();
    }

    @Test
    void explain_closed_fails() {
        kit.resolver().close();

        DcrRequest request = kit.request("openid");
        assertThatThrownBy(() -> kit.resolver().explain(request)).isInstanceOf(IllegalStateException.class);
    }
}
