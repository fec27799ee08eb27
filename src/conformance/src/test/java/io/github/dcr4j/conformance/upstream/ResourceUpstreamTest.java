package io.github.dcr4j.conformance.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.resolver.Deregistration;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamResult;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An upstream whose server is named by a protected resource, and so is known later. */
class ResourceUpstreamTest extends UpstreamsFixture {
    private final FakeAuthorizationServer server = resourceServer();

    private FakeAuthorizationServer resourceServer() {
        FakeAuthorizationServer started = FakeAuthorizationServer.builder()
                .clock(kit.clock())
                .resourceScopes("notes:read")
                .start();
        opened.add(started);
        return started;
    }

    private UpstreamConfig byResource(String name, String... grants) {
        return UpstreamConfig.builder(name)
                .resource(server.resource().toString())
                .dcr(request -> request.grantTypes(grants))
                .build();
    }

    private UpstreamConfig headless(String name) {
        return byResource(name, "client_credentials");
    }

    private void names(FakeAuthorizationServer other) {
        server.at(FakeEndpoint.RESOURCE_METADATA)
                .rewriteAnswers(members -> members.put("authorization_servers", List.of(other.issuer())));
    }

    @Test
    void file_namesAResource_leadsToATokenForIt() throws Exception {
        UpstreamsConfig config = UpstreamsJson.parse("""
                {"consumer": "https://gateway.example.com", "upstreams": [
                  {"name": "notes", "resource": "%s", "dcr": {"grantTypes": ["client_credentials"]}}]}""".formatted(server.resource()));
        UpstreamClient notes = open(config.upstreams().get(0)).client("notes");

        DcrCredentials client = notes.credentials();
        TokenOutcome token = TokenCalls.of(notes)
                .call(TokenGrant.clientCredentials(notes.scopes().toArray(String[]::new))
                        .with("resource", notes.resource().orElseThrow()));

        assertThat(client.issuer()).hasValue(server.issuer());
        assertThat(token.response().status()).isEqualTo(200);
        assertThat(server.at(FakeEndpoint.TOKEN).calls().get(0).form())
                .containsEntry("resource", server.resource().toString())
                .containsEntry("scope", "notes:read");
    }

    @Test
    void open_andEverythingButACall_sendsNothing() {
        UpstreamClient notes = open(headless("notes")).client("notes");

        assertThat(notes.key()).isEmpty();
        assertThat(notes.status().key()).isNull();
        assertThat(notes.status().state()).isEqualTo(State.NONE);
        assertThat(notes.status().lastFailure()).isNull();
        assertThat(notes.grantTypes()).containsExactly("client_credentials");
        assertThat(notes.redirectUri()).isEmpty();
        assertThat(notes.resource()).hasValue(server.resource().toString());
        assertThat(notes.scopes()).isEmpty();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void credentials_again_sendNothing() {
        UpstreamClient notes = open(headless("notes")).client("notes");
        DcrCredentials first = notes.credentials();
        server.forgetCalls();

        assertThat(notes.credentials()).isSameAs(first);
        assertThat(notes.credentials(first.generation())).hasValue(first);
        assertThat(notes.status().state()).isEqualTo(State.USABLE);
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void events_ofTheFirstRegistration_areOfAKeyThatTheHandleKnows() {
        List<DcrKey> known = new ArrayList<>();
        List<DcrKey> told = new ArrayList<>();
        List<UpstreamClient> handles = new ArrayList<>();
        Upstreams all = Upstreams.builder(new UpstreamsConfig(CONSUMER, null, List.of(headless("notes"))))
                .store(kit.store())
                .clock(kit.clock())
                .listener(event -> {
                    if (event instanceof DcrEvent.Registered) {
                        told.add(event.key());
                        known.add(handles.get(0).key().orElseThrow());
                    }
                })
                .open();
        opened.add(all);
        handles.addAll(all.clients());

        List<UpstreamResult> results = all.resolveAll();

        assertThat(results).singleElement().isInstanceOf(UpstreamResult.Ready.class);
        assertThat(told).hasSize(1).isEqualTo(known);
    }

    @Test
    void resolveAll_resourceWithoutMetadata_failsAloneAndIsInTheStatus() {
        server.at(FakeEndpoint.RESOURCE_METADATA).answerAlways(FakeAnswer.status(404));
        FakeAuthorizationServer other = server();
        Upstreams all = open(headless("notes"), at(other, "b"));

        List<UpstreamResult> results = all.resolveAll();

        assertThat(results.get(0)).isInstanceOf(UpstreamResult.Failed.class);
        assertThat(results.get(0).toString()).contains("upstream notes cannot be used", "no usable metadata");
        assertThat(results.get(1)).isInstanceOf(UpstreamResult.Ready.class);
        assertThat(all.client("notes").status().lastFailure()).contains("no usable metadata");
        assertThat(all.client("notes").status().state()).isEqualTo(State.NONE);
    }

    @Test
    void resource_movesToAnotherServer_hasAClientThere_andWhatBeganAtTheFormerOneIsOver() {
        FakeAuthorizationServer other = server();
        UpstreamClient notes = open(headless("notes")).client("notes");
        DcrCredentials first = notes.credentials();
        names(other);
        kit.clock().advance(Duration.ofDays(2));

        DcrCredentials second = notes.credentials();

        assertThat(second.issuer()).hasValue(other.issuer());
        assertThat(notes.key()).hasValue(second.key()).isNotEqualTo(Optional.of(first.key()));
        assertThat(notes.credentials(first.generation())).isEmpty();
        assertThat(notes.moved(first)).isSameAs(first);
        assertThat(notes.rejected(first, ClientRejection.reported())).isEqualTo(second);
        assertThat(kit.store().find(first.key())).isEqualTo(first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(at(other, "b")).client("b").moved(first));
    }

    @Test
    void rejected_isReplaced() {
        UpstreamClient notes = open(headless("notes")).client("notes");
        DcrCredentials first = notes.credentials();
        server.forgetAll();

        DcrCredentials second = notes.rejected(first);

        assertThat(second.clientId()).isNotEqualTo(first.clientId());
        assertThat(notes.verify().clientId()).hasToString(second.clientId());
    }

    @Test
    void request_isWhatOperatorsTake() {
        Upstreams all = open(headless("notes"));
        DcrCredentials client = all.client("notes").credentials();

        Deregistration done = all.operations()
                .deregister(open(headless("notes")).client("notes").request());

        assertThat(done.toString()).contains(client.clientId());
        assertThat(kit.store().find(client.key())).isNull();
    }

    @Test
    void issuer_besideTheResource_isTheOnlyServer() {
        FakeAuthorizationServer other = server();
        UpstreamConfig config = UpstreamConfig.builder("notes")
                .resource(server.resource().toString())
                .issuer(other.issuer())
                .dcr(request -> request.grantTypes("client_credentials"))
                .build();
        UpstreamClient notes = open(config).client("notes");

        DcrException failure = catchThrowableOfType(DcrException.class, notes::credentials);

        assertThat(notes.key())
                .hasValueSatisfying(key -> assertThat(key.upstream()).isEqualTo(other.issuer()));
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure).hasMessageContaining("does not name " + other.issuer());
        assertThat(other.calls()).isEmpty();
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls()).isEmpty();
    }

    @Test
    void issuer_ofSeveralServers_isTaken() {
        FakeAuthorizationServer other = server();
        server.at(FakeEndpoint.RESOURCE_METADATA)
                .rewriteAnswers(
                        members -> members.put("authorization_servers", List.of(server.issuer(), other.issuer())));
        UpstreamClient notes = open(UpstreamConfig.builder("notes")
                        .resource(server.resource().toString())
                        .issuer(other.issuer())
                        .build())
                .client("notes");

        assertThat(notes.credentials().issuer()).hasValue(other.issuer());
    }

    @Test
    void scopes_configured_winAndAreRegistered() {
        UpstreamClient notes = open(UpstreamConfig.builder("notes")
                        .resource(server.resource().toString())
                        .scopes("notes:write")
                        .build())
                .client("notes");

        DcrCredentials client = notes.credentials();

        assertThat(notes.scopes()).containsExactly("notes:write");
        assertThat(client.key().scopes()).containsExactly("notes:write");
        assertThat(server.at(FakeEndpoint.REGISTRATION).calls().get(0).body()).contains("notes:write");
    }

    @Test
    void resourceAway_afterItsServerWasKnown_stopsNothing() {
        UpstreamClient notes = open(headless("notes")).client("notes");
        DcrCredentials first = notes.credentials();
        server.at(FakeEndpoint.RESOURCE_METADATA).answerAlways(FakeAnswer.json(503, Map.of()));
        kit.clock().advance(Duration.ofMinutes(30));

        assertThat(notes.credentials()).isEqualTo(first);
        assertThat(notes.status().lastFailure()).isNull();
    }
}
