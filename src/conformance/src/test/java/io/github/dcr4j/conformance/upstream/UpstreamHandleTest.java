package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a live handle does beyond credentials: it checks its client, and has the keys of the file. */
class UpstreamHandleTest extends UpstreamsFixture {
    private final FakeAuthorizationServer server = server();

    @Test
    void verify_clientThatWasDeleted_isReplacedAndTheHandleHasTheNewOne() {
        UpstreamClient client = open(at(server, "a")).client("a");
        DcrCredentials first = client.credentials();
        Verification alive = client.verify();
        server.forgetAll();

        Verification gone = client.verify();

        assertThat(alive.outcome()).isEqualTo(Outcome.ALIVE);
        assertThat(gone.outcome()).isEqualTo(Outcome.GONE);
        assertThat(client.credentials().generation())
                .isEqualTo(gone.replacement())
                .isNotEqualTo(first.generation());
    }

    @Test
    void verify_clientThatCannotBeReplaced_saysWhyInTheResult() {
        UpstreamClient client = open(at(server, "a")).client("a");
        DcrCredentials unused = client.credentials();
        server.forgetAll();
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");

        Verification gone = client.verify();

        assertThat(gone.outcome()).isEqualTo(Outcome.GONE);
        assertThat(gone.replacement()).isNull();
        assertThat(gone.problem()).isNotNull();
    }

    @Test
    void verify_clientRegisteredByHand_sendsNothing() {
        UpstreamClient client = byHand("\"clientSecret\": {\"value\": \"secret-of-the-fixed-client\"}");

        Verification found = client.verify();

        assertThat(found.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(found.evidence()).isEmpty();
        assertThat(found.generation()).isEqualTo(client.credentials().generation());
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void grants_andRedirectUri_areSaidBeforeAnythingIsSent() {
        UpstreamClient login = open(at(server, "login")).client("login");
        UpstreamClient headless = open(UpstreamConfig.builder("headless")
                        .dcr(request -> request.upstreamIssuer(server.issuer()).grantTypes("client_credentials"))
                        .build())
                .client("headless");
        UpstreamClient byHand = byHand("\"clientSecret\": {\"value\": \"secret-of-the-fixed-client\"}");

        assertThat(login.grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(login.redirectUri())
                .contains(login.credentials().redirectUris().get(0));
        assertThat(headless.grantTypes()).containsExactly("client_credentials");
        assertThat(headless.redirectUri()).isEmpty();
        assertThat(byHand.grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(byHand.redirectUri()).isEmpty();
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls()).hasSize(1);
    }

    private UpstreamClient byHand(String members) {
        String json = """
                {"consumer": "https://gateway.example.com", "upstreams": [
                  {"name": "by-hand", "clientId": "id-1", "authorizationEndpoint": "%s", "tokenEndpoint": "%s", %s}]}""".formatted(server.authorizationEndpoint(), server.tokenEndpoint(), members);
        return open(UpstreamsJson.parse(json).upstreams().get(0)).client("by-hand");
    }

    private static String inFile(Path file) {
        return "\"signingKeys\": [{\"file\": \"" + file.toString().replace("\\", "\\\\") + "\"}]";
    }

    /** The key of RFC 8037, appendix A.1. */
    private Path keyFile() throws IOException {
        return Files.writeString(directory.resolve("key.jwk"), """
                {"kty":"OKP","crv":"Ed25519","kid":"of-the-file",
                 "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                 "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""");
    }

    @Test
    void call_keyInAFile_signsForTheClientRegisteredByHand() throws Exception {
        UpstreamClient client = byHand(inFile(keyFile()));
        server.at(FakeEndpoint.TOKEN).answerNext(FakeAnswer.json(200, Map.of("access_token", "t", "token_type", "x")));

        TokenOutcome outcome = TokenCalls.of(client).call(TokenGrant.clientCredentials());

        Map<String, String> form = server.at(FakeEndpoint.TOKEN).calls().get(0).form();
        assertThat(outcome.response().status()).isEqualTo(200);
        assertThat(client.credentials().tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.PRIVATE_KEY_JWT);
        assertThat(form).containsEntry("client_id", "id-1").containsKey("client_assertion");
        assertThat(client.authentication().keys())
                .singleElement()
                .satisfies(key -> assertThat(key.keyId()).isEqualTo("of-the-file"));
    }

    @Test
    void call_keyFileThatIsNotThere_saysSoAndSendsNothing() {
        UpstreamClient client = byHand(inFile(directory.resolve("missing.jwk")));

        DcrException failure = catchThrowableOfType(
                DcrException.class, () -> TokenCalls.of(client).call(TokenGrant.clientCredentials()));

        assertThat(failure.step()).isEqualTo(Step.AUTHENTICATE);
        assertThat(failure).hasMessageContaining("missing.jwk cannot be read");
        assertThat(server.calls()).isEmpty();
    }
}
