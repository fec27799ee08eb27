package io.github.dcr4j.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.Secret;
import io.github.dcr4j.examples.testing.Browser;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.DcrTestKit;
import io.github.dcr4j.testkit.FakeAnswer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.token.TokenCalls;
import io.github.dcr4j.token.TokenGrant;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The logins of a service with users are as their page shows them, and fail as it says. */
class LoginsPageTest {
    private static final PageText PAGE = PageText.of("logins.md");

    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final MemoryDcrCredentialStore store = MemoryDcrCredentialStore.create();
    private final DcrResolver resolver = DcrResolver.builder(store).build();
    private final DcrRequest request = DcrRequest.builder("https://app.example.com")
            .upstreamIssuer(server.issuer())
            .scopes("openid")
            .build();
    private final Logins logins = new Logins(resolver, request);

    @AfterEach
    void close() {
        resolver.close();
        store.close();
        server.close();
    }

    private static URI browser(Logins.Begun begun) throws IOException {
        return URI.create(new Browser().approve(begun.address().toString()));
    }

    @Test
    void end_clientIsTheSame_tellsWhoLoggedIn() throws Exception {
        Logins.Begun begun = logins.begin();

        assertThat(logins.end(begun, browser(begun)).getValue()).isNotEmpty();
    }

    @Test
    void end_clientWasReplacedMeanwhile_endsWithTheFirst() throws Exception {
        Logins.Begun begun = logins.begin();
        URI answer = browser(begun);
        DcrCredentials replacement = resolver.replace(request);

        assertThat(logins.end(begun, answer)).isNotNull();
        assertThat(replacement.generation()).isNotEqualTo(begun.generation());
    }

    @Test
    void end_answerOfAnotherLogin_isRefusedAndSendsNothing() throws Exception {
        Logins.Begun begun = logins.begin();
        URI answer = browser(logins.begin());

        assertThatThrownBy(() -> logins.end(begun, answer)).isInstanceOf(LoginAgainException.class);
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isZero();
    }

    @Test
    void end_answerOfAnotherServer_isRefusedAndSendsNothing() throws Exception {
        Logins.Begun begun = logins.begin();
        URI answer = URI.create(browser(begun).toString().replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example"));

        assertThatThrownBy(() -> logins.end(begun, answer)).isInstanceOf(LoginAgainException.class);
        assertThat(server.at(FakeEndpoint.TOKEN).count()).isZero();
    }

    @Test
    void end_serverForgotTheClient_beginsAnewWithAnother() throws Exception {
        Logins.Begun begun = logins.begin();
        URI answer = browser(begun);
        server.forgetAll();

        assertThatThrownBy(() -> logins.end(begun, answer)).isInstanceOf(LoginAgainException.class);
        Logins.Begun anew = logins.begin();
        assertThat(logins.end(anew, browser(anew))).isNotNull();
        assertThat(anew.generation()).isNotEqualTo(begun.generation());
    }

    @Test
    void response_ofALoginWhoseClientIsGone_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            DcrRequest here = kit.request("openid");
            DcrCredentials client = kit.resolver().resolve(here);
            kit.server().forgetAll();
            kit.clock().advance(Duration.ofMinutes(30));
            TokenGrant grant = TokenGrant.authorizationCode(
                    client.generation(), Secret.of("code-4711"), here.redirectUri(), Secret.of("verifier-4711"));

            PAGE.showsWhatComesOf(
                    () -> TokenCalls.of(kit.resolver(), here).call(grant).response());
        }
    }

    @Test
    void request_ofAConsumerWithoutAddress_saysWhatIsShown() {
        PAGE.showsWhatComesOf(() -> DcrRequest.builder("my-service")
                .upstreamIssuer("https://idp.example.com")
                .build());
    }

    @Test
    void resolve_refused_saysWhatIsShown() {
        try (DcrTestKit kit = DcrTestKit.inMemory()) {
            kit.server()
                    .at(FakeEndpoint.REGISTRATION)
                    .answerNext(
                            FakeAnswer.refusal("invalid_redirect_uri", "only https"),
                            FakeAnswer.refusal("invalid_client_metadata", "scope admin is not allowed"));

            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid")));
            PAGE.showsWhatComesOf(() -> kit.resolver().resolve(kit.request("openid", "admin")));
        }
    }
}
