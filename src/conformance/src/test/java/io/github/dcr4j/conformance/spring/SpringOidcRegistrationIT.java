package io.github.dcr4j.conformance.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.DcrRefusedException;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.conformance.InitialAccessTokens;
import io.github.dcr4j.conformance.PlainCalls;
import io.github.dcr4j.conformance.WatchedResolver;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.springserver.SpringAuthorizationServer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The resolver copes with a real server that offers OpenID Connect Dynamic Client Registration alone, which only the
 * OpenID document names.
 */
class SpringOidcRegistrationIT {

    private static final PlainCalls CALLS = new PlainCalls();

    /** Root issuer, everything else as the server has it. */
    private static SpringAuthorizationServer root;

    /** Path issuer, scopes accepted. */
    private static SpringAuthorizationServer path;

    private final WatchedResolver resolver = new WatchedResolver();

    @BeforeAll
    static void start() throws Exception {
        root = SpringAuthorizationServer.builder().oidcRegistration().start();
        path = SpringAuthorizationServer.builder()
                .issuerPath("/tenants/a")
                .oidcRegistration()
                .acceptScopes()
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        for (SpringAuthorizationServer server :
                Stream.of(root, path).filter(Objects::nonNull).toList()) {
            server.close();
        }
    }

    @AfterEach
    void close() {
        resolver.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void resolve_rootIssuer_goesOnToTheDocumentThatOffersRegistration(TokenEndpointAuthMethod method) throws Exception {
        DcrRequest request = at(root).authMethods(method).build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server",
                        "GET /.well-known/openid-configuration",
                        "POST /connect/register");
        assertThat(client.tokenEndpointAuthMethod()).isEqualTo(method);
        assertThat(client.management()).isPresent();
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_issuerWithAPath_passesTheLoginPageOnTheWayToTheAppendedAddress() throws Exception {
        DcrCredentials client = resolver.resolve(at(path).scopes("openid").build());

        assertThat(resolver.sent())
                .containsExactly(
                        "GET /.well-known/oauth-authorization-server/tenants/a",
                        "GET /.well-known/openid-configuration/tenants/a",
                        "GET /login",
                        "GET /tenants/a/.well-known/openid-configuration",
                        "POST /tenants/a/connect/register");
        assertThat(client.issuer()).hasValue(path.issuer());
        assertThat(client.scopes()).containsExactly("openid");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_nothingSaidOfScopes_isAccepted() throws Exception {
        DcrCredentials client = resolver.resolve(at(root).build());

        assertThat(resolver.sent()).filteredOn(sent -> sent.startsWith("POST")).hasSize(1);
        assertThat(client.requestedScopes()).isEmpty();
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_openidOfTheServersOwnListRefused_isSentOnceMoreWithoutIt() throws Exception {
        DcrCredentials client =
                resolver.resolve(at(root).scopePolicy(ScopePolicy.SERVER_LIST).build());

        assertThat(resolver.sent()).filteredOn(sent -> sent.startsWith("POST")).hasSize(2);
        assertThat(client.requestedScopes()).isEmpty();
        assertThat(resolver.published(DcrEvent.DeviationTolerated.class))
                .extracting(DcrEvent.DeviationTolerated::code)
                .contains("scope-left-out");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_emptyResponseTypesRefused_namesTheWayOut() {
        DcrRefusedException refused =
                refusalOf(at(root).grantTypes("client_credentials").build());

        assertThat(refused)
                .hasMessageContaining("response_types")
                .hasMessageContaining("metadata(m -> m.leaveOutEmptyResponseTypes())");
    }

    @Test
    void resolve_namedScopesRefused_namesThemAndTheWayOut() {
        DcrRefusedException refused = refusalOf(at(root).scopes("openid").build());

        assertThat(refused)
                .hasMessage(
                        "registration at %s/connect/register was refused: 400 invalid_scope (Invalid Client Registration:"
                                + " scope); the server may accept no scopes at registration, or others (sent: openid):"
                                + " change the scopes or the scope policy (OMIT sends none), or have refused ones left"
                                + " out (dropRefusedScopes); check the client metadata against what the server supports",
                        root.issuer());
        assertThat(refused.error()).hasValue("invalid_scope");
        assertThat(refused.orphan()).isEmpty();
        assertThat(resolver.sent()).filteredOn(sent -> sent.startsWith("POST")).hasSize(1);
    }

    @Test
    void resolve_namedScopesRefusedAndTheRequestDropsThem_registersWithoutThem() throws Exception {
        DcrCredentials client =
                resolver.resolve(at(root).scopes("openid").dropRefusedScopes().build());

        assertThat(client.requestedScopes()).isEmpty();
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_redirectUriAfterLogoutRefused_tellsWhatTheServerSays() {
        DcrRequest request = at(root).metadata(
                        m -> m.member("post_logout_redirect_uris", List.of("https://app.example.com/bye#part")))
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s/connect/register was refused: 400 invalid_client_metadata (Invalid Client"
                                + " Registration: post_logout_redirect_uris); check the client metadata against what the"
                                + " server supports",
                        root.issuer());
    }

    @Test
    void resolve_noRedirectUriForAServiceAlone_tellsWhatTheServerMisses() {
        DcrRequest request = at(root).grantTypes("client_credentials")
                .metadata(m -> m.leaveOutEmptyResponseTypes())
                .build();

        DcrRefusedException refused = refusalOf(request);

        assertThat(refused)
                .hasMessage(
                        "registration at %s/connect/register was refused: 400 invalid_request (OpenID Client"
                                + " Registration Error: An error occurred reading the OpenID Client Registration:"
                                + " redirect_uris cannot be null); the server wants a redirect URI, and none was sent:"
                                + " name one (redirectUri)",
                        root.issuer());
    }

    @Test
    void resolve_redirectUriThatAServiceAloneDoesNotNeed_isSentAllTheSame() throws Exception {
        DcrRequest request = at(root).grantTypes("client_credentials")
                .metadata(m -> m.leaveOutEmptyResponseTypes())
                .redirectUri("https://app.example.com/unused")
                .build();

        DcrCredentials client = resolver.resolve(request);

        assertThat(client.redirectUris()).containsExactly("https://app.example.com/unused");
        assertThat(CALLS.token(client).statusCode()).isEqualTo(200);
    }

    @Test
    void resolve_publicClientMadeConfidential_failsAndReportsTheClientThatCannotBeDeleted() {
        DcrRequest request = at(root).grantTypes("authorization_code")
                .publicClient()
                .server(s -> s.authMethods(TokenEndpointAuthMethod.NONE))
                .build();

        DcrException failure = catchThrowableOfType(DcrException.class, () -> resolver.resolve(request));

        DcrOrphan orphan = failure.orphan().orElseThrow();
        assertThat(failure.step()).isEqualTo(Step.REGISTER);
        assertThat(failure)
                .hasMessage(
                        "the server at %s/connect/register registered a client that cannot be used: its"
                                + " token_endpoint_auth_method is client_secret_basic where none was asked for; the server"
                                + " makes the client a confidential one: ask for that (no publicClient), or have a public"
                                + " client registered by hand; client %s is left behind at the server, where an operator"
                                + " can delete it",
                        root.issuer(), orphan.clientId().exact());
        assertThat(orphan.registrationClientUri()).hasPath("/connect/register").hasParameter("client_id");
        assertThat(orphan)
                .hasToString("DcrOrphan[clientId=" + orphan.clientId() + ", registrationClientUri=" + root.issuer()
                        + "/connect/register]");
        assertThat(resolver.sent()).endsWith("POST /connect/register", "DELETE /connect/register");
        assertThat(resolver.published(DcrEvent.Orphaned.class))
                .singleElement()
                .satisfies(event -> assertThat(event.orphan()).isEqualTo(orphan))
                .extracting(DcrEvent.Orphaned::why)
                .isEqualTo(
                        "client " + orphan.clientId() + " could not be deleted at the server: the server answered 403"
                                + " (HTTP Status 403 – Forbidden)");
    }

    private DcrRefusedException refusalOf(DcrRequest request) {
        return catchThrowableOfType(DcrRefusedException.class, () -> resolver.resolve(request));
    }

    private static DcrRequestBuilder at(SpringAuthorizationServer server) {
        return DcrRequest.builder("https://app.example.com")
                .upstreamIssuer(server.issuer())
                .initialAccessToken(new InitialAccessTokens(server::initialAccessToken))
                .grantTypes("authorization_code", "refresh_token", "client_credentials");
    }
}
