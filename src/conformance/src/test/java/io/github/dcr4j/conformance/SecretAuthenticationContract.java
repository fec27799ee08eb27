package io.github.dcr4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.token.TokenGrant;
import io.github.dcr4j.token.TokenOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** At a real server: a client gets a token by each method that takes a secret. */
public abstract class SecretAuthenticationContract {
    protected static final TokenGrant GRANT = TokenGrant.clientCredentials();

    protected final WatchedResolver resolver = new WatchedResolver();
    protected final JdkSender sender = new JdkSender();

    /** Starts a request for a client that gets tokens of its own. */
    protected abstract DcrRequestBuilder atServer();

    @AfterEach
    void close() {
        resolver.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST", "CLIENT_SECRET_JWT"})
    void call_methodWithASecret_isAccepted(TokenEndpointAuthMethod method) throws Exception {
        DcrRequest request = atServer().authMethods(method).build();

        TokenOutcome outcome = accepted(request);

        assertThat(outcome.client().tokenEndpointAuthMethod()).isEqualTo(method);
    }

    /** Gets a token, with one request. */
    protected TokenOutcome accepted(DcrRequest request) throws Exception {
        int before = sender.sent().size();
        TokenOutcome outcome = resolver.tokens(request).call(GRANT, sender);
        assertThat(outcome.response().status()).as(outcome.response().body()).isEqualTo(200);
        assertThat(sender.sent()).hasSize(before + 1);
        return outcome;
    }
}
