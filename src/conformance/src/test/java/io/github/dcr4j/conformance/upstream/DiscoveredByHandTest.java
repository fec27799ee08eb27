package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.rejection.Verification.Outcome;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that was registered by hand, and whose server says where its endpoints are. */
class DiscoveredByHandTest extends UpstreamsFixture {
    private final FakeAuthorizationServer server = server();

    private Upstreams upstreams(String members) {
        String json = """
                {"consumer": "https://gateway.example.com", "upstreams": [
                  {"name": "idp", "clientId": "id-of-the-operator", %s}]}""".formatted(members.replace('\'', '"'));
        return open(UpstreamsJson.parse(json).upstreams().get(0));
    }

    private UpstreamClient byHand(String members) {
        return upstreams(members).client("idp");
    }

    private String secretIn(Path file) {
        return "'issuer': '" + server.issuer() + "', 'clientSecret': {'file': '" + file + "'}";
    }

    private Path secretFile(String secret) throws IOException {
        return Files.writeString(directory.resolve("secret"), secret);
    }

    @Test
    void credentials_haveTheEndpointsOfTheServer_andNothingIsRegistered() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret")));

        DcrCredentials client = idp.credentials();

        assertThat(client.way()).isEqualTo(Way.PRE_REGISTERED);
        assertThat(client.clientId()).isEqualTo("id-of-the-operator");
        assertThat(client.clientSecret()).hasValue(Secret.of("First-sample-secret"));
        assertThat(client.tokenEndpoint()).isEqualTo(server.tokenEndpoint());
        assertThat(client.issuer()).hasValue(server.issuer());
        assertThat(idp.serverMetadata().issuer()).hasValue(server.issuer());
        assertThat(idp.status().state()).isEqualTo(State.USABLE);
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls()).isEmpty();
    }

    @Test
    void verify_clientThatTheServerDoesNotKnow_isGoneAndIsNotReplaced() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret")));
        DcrCredentials client = idp.credentials();

        Verification gone = idp.verify();

        assertThat(gone.outcome()).isEqualTo(Outcome.GONE);
        assertThat(gone.replacement()).isNull();
        assertThat(gone.problem()).hasMessageContaining("registered by hand");
        assertThat(idp.credentials()).isEqualTo(client);
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls()).isEmpty();
    }

    @Test
    void open_readsAndSendsNothing() {
        UpstreamClient idp = byHand(secretIn(directory.resolve("missing")));

        assertThat(idp.key()).isPresent();
        assertThat(idp.grantTypes()).containsExactly("authorization_code", "refresh_token");
        assertThat(idp.redirectUri()).hasValue("https://gateway.example.com/oauth/callback");
        assertThat(idp.status().state()).isEqualTo(State.NONE);
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void secretThatIsMissing_failsAndIsFoundOnceItIsThere() throws IOException {
        Upstreams all = upstreams(secretIn(directory.resolve("secret")));

        List<UpstreamResult> results = all.resolveAll();
        DcrException failure =
                catchThrowableOfType(DcrException.class, () -> all.client("idp").credentials());
        secretFile("First-sample-secret");

        assertThat(results).singleElement().isInstanceOf(UpstreamResult.Failed.class);
        assertThat(failure.step()).isEqualTo(Step.CONFIGURE);
        assertThat(all.client("idp").credentials().clientSecret()).hasValue(Secret.of("First-sample-secret"));
    }

    @Test
    void secretThatWasReplacedOnDisk_isUsedOnceTheFormerOneIsRejected() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret")));
        DcrCredentials first = idp.credentials();
        secretFile("Second-sample-secret");

        DcrCredentials unchanged = idp.credentials();
        DcrCredentials second = idp.rejected(first, ClientRejection.reported());
        secretFile("Third-sample-secret");
        DcrCredentials third = idp.rejected(second, ClientRejection.reported());

        assertThat(unchanged).isEqualTo(first);
        assertThat(third.clientSecret()).hasValue(Secret.of("Third-sample-secret"));
        assertThat(second.clientSecret()).hasValue(Secret.of("Second-sample-secret"));
        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(idp.credentials()).isEqualTo(third);
        assertThat(idp.credentials(first.generation())).hasValue(third);
        assertThat(idp.status().state()).isEqualTo(State.USABLE);
    }

    @Test
    void rejected_withTheSameSecret_isTheConfiguredOneAndInTheStatus() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret")));
        DcrCredentials first = idp.credentials();

        DcrCredentials second = idp.rejected(first, ClientRejection.reported());

        assertThat(second).isEqualTo(first);
        assertThat(idp.status().state()).isEqualTo(State.REJECTED);
    }

    @Test
    void grantsAndMethod_areThoseThatAreConfigured() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret"))
                + ", 'authMethod': 'client_secret_post', 'dcr': {'grantTypes': ['client_credentials']}");

        assertThat(idp.grantTypes()).containsExactly("client_credentials");
        assertThat(idp.redirectUri()).isEmpty();
        assertThat(idp.credentials().tokenEndpointAuthMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
    }

    @Test
    void resource_namesItsServer_isUsedThere() throws IOException {
        UpstreamClient idp = byHand(secretIn(secretFile("First-sample-secret")) + ", 'resource': '" + server.resource()
                + "', 'dcr': {'grantTypes': ['client_credentials']}");

        assertThat(idp.credentials().clientId()).isEqualTo("id-of-the-operator");
        assertThat(idp.resource()).hasValue(server.resource().toString());
    }

    @Test
    void resource_namesAnotherServer_sendsNothingThere() throws IOException {
        FakeAuthorizationServer other = server();
        server.at(FakeEndpoint.RESOURCE_METADATA)
                .rewriteAnswers(members -> members.put("authorization_servers", List.of(other.issuer())));
        UpstreamClient idp =
                byHand(secretIn(secretFile("First-sample-secret")) + ", 'resource': '" + server.resource() + "'");

        DcrException failure = catchThrowableOfType(DcrException.class, idp::credentials);

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("does not name " + server.issuer());
        assertThat(other.calls()).isEmpty();
    }
}
