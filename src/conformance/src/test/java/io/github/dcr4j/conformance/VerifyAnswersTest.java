package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Evidence;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.rejection.Verification.Source;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the answers of a server say about a client: of its token endpoint, and of its authorization endpoint. */
class VerifyAnswersTest extends VerifyFixture {
    /** A code that is turned down does not outweigh a page that says that there is no such client. */
    @Test
    void verify_onlyTheLoginPageSaysSo_isSuspectedAndTheClientIsKept() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            DcrCredentials client = resolver.resolve(request);
            fleet.server()
                    .at(FakeEndpoint.AUTHORIZATION)
                    .answerNext(FakeAnswer.status(400).withBody("text/html", "<h1>Client not found</h1>"));

            Verification found = resolver.verify(request);

            assertThat(found.outcome()).isEqualTo(Outcome.SUSPECTED);
            assertThat(seen(found))
                    .containsExactly("TOKEN_ENDPOINT PROBABLY_ALIVE", "AUTHORIZATION_ENDPOINT SUSPECTED");
            assertThat(found.replacement()).isNull();
            assertThat(resolver.resolve(request)).isEqualTo(client);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, server_error, UNKNOWN",
        "429, slow_down, UNKNOWN",
        "401, unauthorized_client, SUSPECTED",
        "400, unauthorized_client, SUSPECTED",
        "400, invalid_request, UNKNOWN",
        "400, invalid_client, GONE"
    })
    void verify_otherAnswersOfTheTokenEndpoint_areReadForWhatTheyAre(int status, String error, Outcome says) {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            resolver.resolve(request);
            fleet.server().at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.json(status, Map.of("error", error)));
            fleet.server().at(FakeEndpoint.AUTHORIZATION).answerAlways(FakeAnswer.status(503));

            Evidence token = resolver.verify(request).evidence().get(0);

            assertThat(token.source()).isEqualTo(Source.TOKEN_ENDPOINT);
            assertThat(token.says()).isEqualTo(says);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, text/html, <h1>Unknown client</h1>, SUSPECTED",
        "400, application/json, '{\"error\":\"invalid_client\"}', SUSPECTED",
        "401, application/json, '{\"error\":\"invalid_client\"}', SUSPECTED",
        "404, application/json, '{\"error_description\":\"client not found\"}', SUSPECTED",
        "400, application/json, '{\"error\":\"invalid_request\"}', UNKNOWN",
        "401, text/html, <h1>Log in</h1>, UNKNOWN",
        "401, text/plain, '', UNKNOWN",
        "404, text/html, <h1>Not found</h1>, UNKNOWN",
        "403, text/html, <h1>Client not found</h1>, UNKNOWN",
        "200, text/html, <h1>Client not found</h1>, UNKNOWN",
        "503, text/html, <h1>Away</h1>, UNKNOWN"
    })
    void verify_pagesOfTheAuthorizationEndpoint_areReadForWhatTheyAre(
            int status, String type, String body, Outcome says) {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            resolver.resolve(request);
            fleet.server()
                    .at(FakeEndpoint.AUTHORIZATION)
                    .answerNext(FakeAnswer.status(status).withBody(type, body));

            Evidence page = resolver.verify(request).evidence().get(1);

            assertThat(page.source()).isEqualTo(Source.AUTHORIZATION_ENDPOINT);
            assertThat(page.says()).isEqualTo(says);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://idp.example.com/login, UNKNOWN",
        "https://app.example.com/oauth/callback?error=login_required, PROBABLY_ALIVE",
        "https://app.example.com/oauth/callback?state=x&error=unauthorized_client, SUSPECTED",
        "https://app.example.com/oauth/callbackelsewhere?error=login_required, UNKNOWN",
        // seen at Better Auth
        "https://as.example.com/error?error=invalid_client&error_description=client_id+is+required, SUSPECTED",
        "https://as.example.com/error?error=server_error, UNKNOWN"
    })
    void verify_redirectsOfTheAuthorizationEndpoint_areReadAndNotFollowed(String location, Outcome says) {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.request("openid");
            resolver.resolve(request);
            fleet.server()
                    .at(FakeEndpoint.AUTHORIZATION)
                    .answerNext(FakeAnswer.status(302).withHeader("Location", location));

            assertThat(resolver.verify(request).evidence().get(1).says()).isEqualTo(says);

            assertThat(count(fleet, FakeEndpoint.AUTHORIZATION)).isOne();
        }
    }

    @Test
    void verify_clientOfClientCredentials_isGivenATokenOnlyIfThatWasAskedFor() {
        try (Fleet fleet = new Fleet(StoreKind.MAP, unmanaged())) {
            DcrResolver resolver = fleet.newReplica();
            DcrRequest request = fleet.requestBuilder()
                    .redirectUris()
                    .grantTypes("client_credentials")
                    .build();
            resolver.resolve(request);

            Verification cautious = resolver.verify(request);
            Verification minting = resolver.verify(request, Verification.Option.MINT_TOKEN);

            assertThat(cautious.outcome()).isEqualTo(Outcome.PROBABLY_ALIVE);
            assertThat(minting.outcome()).isEqualTo(Outcome.ALIVE);
            assertThat(fleet.server().at(FakeEndpoint.TOKEN).calls())
                    .extracting(call -> call.form().get("grant_type"))
                    .containsExactly("authorization_code", "client_credentials");
            assertThat(count(fleet, FakeEndpoint.AUTHORIZATION)).isZero();
        }
    }
}
