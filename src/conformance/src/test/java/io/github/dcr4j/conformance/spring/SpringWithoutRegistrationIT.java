package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real server whose registration endpoints are off, as they are by default, is told from one that refuses. */
class SpringWithoutRegistrationIT {

    /** Root issuer, no registration endpoint. */
    private static SpringAuthorizationServer off;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        off = SpringAuthorizationServer.builder().start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (off != null) {
            off.close();
        }
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @Test
    void resolve_registrationSwitchedOff_saysThatTheAddressWasAGuess() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(off.issuer())
                .build();

        DcrRefusedException refused = catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));

        assertThat(refused)
                .hasMessage(
                        "registration at %s/register was refused: 403 (HTTP Status 403 – Forbidden); a page answered, so"
                                + " there may be no registration endpoint at that address; check the initial access"
                                + " token, and what the server's policy allows (trusted hosts, scopes, number of"
                                + " clients); the server's metadata names no registration_endpoint, so that address is a"
                                + " guess: registration may not be switched on there (server(s -> s.registerPathFallback(false))"
                                + " stops guessing)",
                        off.issuer());
    }

    @Test
    void resolve_registrationSwitchedOffAndNoGuessing_registersNothing() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(off.issuer())
                .server(s -> s.registerPathFallback(false))
                .build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure)
                .hasMessage(
                        "the metadata at %s/.well-known/oauth-authorization-server names no registration_endpoint: this"
                                + " server does not offer registration there; give its registrationEndpoint instead, with"
                                + " the endpoints the grants need, or allow server(s -> s.registerPathFallback(true))",
                        off.issuer());
        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server", "GET /.well-known/openid-configuration");
    }

    @Test
    void resolve_issuerThatTheServerDoesNotHave_namesEveryAddressThatWasTried() {
        DcrRequest request = DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(off.issuer() + "/tenants/b")
                .build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        assertThat(failure)
                .hasMessage("no usable metadata of the authorization server ISSUER/tenants/b was found."
                        .concat(
                                " ISSUER/.well-known/oauth-authorization-server/tenants/b: answered with a page instead of"
                                        + " JSON; ISSUER/.well-known/openid-configuration/tenants/b: answered with a page instead"
                                        + " of JSON; ISSUER/tenants/b/.well-known/openid-configuration: answered with a page"
                                        + " instead of JSON. Check the issuer or the discovery URL, or configure the server's"
                                        + " endpoints")
                        .replace("ISSUER", off.issuer()));
    }
}
