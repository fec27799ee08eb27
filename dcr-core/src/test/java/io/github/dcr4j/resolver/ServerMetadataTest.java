package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.attempt.FakeStore;
import io.github.dcr4j.attempt.TestClock;
import io.github.dcr4j.server.ServerMetadata;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What resolvers tell of servers that publish one metadata document, or two. */
class ServerMetadataTest {
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final MockWebServer server = new MockWebServer();
    private final TestClock clock = TestClock.standing();
    private final FakeStore store = new FakeStore();
    private final List<DcrEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private volatile int absent = 404;
    private volatile @Nullable CountDownLatch held;
    private @Nullable DcrResolver opened;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                String path = String.valueOf(request.getUrl().encodedPath());
                calls.add(path);
                CountDownLatch gate = held;
                if (gate != null) {
                    gate.await();
                }
                String document = documents.get(path);
                return new MockResponse.Builder()
                        .code(document == null ? absent : 200)
                        .addHeader("Content-Type", "application/json")
                        .body(document == null ? "" : document)
                        .build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        if (opened != null) {
            opened.close();
        }
        server.close();
        store.close();
    }

    private String issuer() {
        return "http://127.0.0.1:" + server.getPort();
    }

    private String document(String more) {
        return ("{'issuer':'@','registration_endpoint':'@/reg','token_endpoint':'@/token','authorization_endpoint':'@/auth',"
                        + "'response_types_supported':['code']" + more + "}")
                .replace("'@", "'" + issuer())
                .replace('\'', '"');
    }

    private DcrResolver resolver() {
        if (opened == null) {
            opened = DcrResolver.builder(store)
                    .clock(clock)
                    .listener(events::add)
                    .callTimeout(Duration.ofSeconds(10))
                    .build();
        }
        return opened;
    }

    private DcrRequestBuilder builder() {
        return DcrRequest.builder("https://gateway.example.com").upstreamIssuer(issuer());
    }

    private ServerMetadata metadata(DcrRequestBuilder request) {
        return resolver().serverMetadata(request.build());
    }

    private ServerMetadata metadata() {
        return metadata(builder());
    }

    private DcrException failure(DcrRequestBuilder request) {
        DcrException failure = catchThrowableOfType(DcrException.class, () -> metadata(request));
        assertThat(failure).isNotNull();
        assertThat(failure.step()).isEqualTo(Step.DISCOVER);
        return failure;
    }

    private URI at(String path) {
        return URI.create(issuer() + path);
    }

    private List<String> published() {
        return events.stream()
                .map(DcrEvent.DeviationTolerated.class::cast)
                .map(event -> event.code() + " " + event.field())
                .toList();
    }

    @Test
    void serverMetadata_everyMember_isHandedOutTypedAndRaw() {
        documents.put(
                OAUTH,
                document(",'jwks_uri':'@/jwks','userinfo_endpoint':'@/me','revocation_endpoint':'@/revoke',"
                        + "'introspection_endpoint':'@/introspect','end_session_endpoint':'@/logout',"
                        + "'pushed_authorization_request_endpoint':'@/par','device_authorization_endpoint':'@/device',"
                        + "'backchannel_authentication_endpoint':'@/ciba',"
                        + "'mtls_endpoint_aliases':{'token_endpoint':'@/mtls/token'},"
                        + "'scopes_supported':['openid','email'],'grant_types_supported':['authorization_code'],"
                        + "'token_endpoint_auth_methods_supported':['private_key_jwt'],"
                        + "'token_endpoint_auth_signing_alg_values_supported':['ES256'],"
                        + "'id_token_signing_alg_values_supported':['RS256'],'dpop_signing_alg_values_supported':['EdDSA'],"
                        + "'code_challenge_methods_supported':['S256'],'response_modes_supported':['query'],"
                        + "'authorization_response_iss_parameter_supported':true,"
                        + "'client_id_metadata_document_supported':true,'require_pushed_authorization_requests':true,"
                        + "'x_number':7,'x_nothing':null,'x_nested':{'list':[1.5,{'deep':true}]}"));

        ServerMetadata metadata = metadata();

        assertThat(metadata.issuer()).hasValue(issuer());
        assertThat(metadata.tokenEndpoint()).hasValue(at("/token"));
        assertThat(metadata.authorizationEndpoint()).hasValue(at("/auth"));
        assertThat(metadata.registrationEndpoint()).hasValue(at("/reg"));
        assertThat(metadata.jwksUri()).hasValue(at("/jwks"));
        assertThat(metadata.userinfoEndpoint()).hasValue(at("/me"));
        assertThat(metadata.revocationEndpoint()).hasValue(at("/revoke"));
        assertThat(metadata.introspectionEndpoint()).hasValue(at("/introspect"));
        assertThat(metadata.endSessionEndpoint()).hasValue(at("/logout"));
        assertThat(metadata.pushedAuthorizationRequestEndpoint()).hasValue(at("/par"));
        assertThat(metadata.deviceAuthorizationEndpoint()).hasValue(at("/device"));
        assertThat(metadata.backchannelAuthenticationEndpoint()).hasValue(at("/ciba"));
        assertThat(metadata.mtlsEndpointAliases()).isEqualTo(Map.of("token_endpoint", at("/mtls/token")));
        assertThat(metadata.scopesSupported()).containsExactly("openid", "email");
        assertThat(metadata.grantTypesSupported()).containsExactly("authorization_code");
        assertThat(metadata.responseTypesSupported()).containsExactly("code");
        assertThat(metadata.responseModesSupported()).containsExactly("query");
        assertThat(metadata.tokenEndpointAuthMethodsSupported()).containsExactly("private_key_jwt");
        assertThat(metadata.tokenEndpointAuthSigningAlgorithmsSupported()).containsExactly("ES256");
        assertThat(metadata.idTokenSigningAlgorithmsSupported()).containsExactly("RS256");
        assertThat(metadata.dpopSigningAlgorithmsSupported()).containsExactly("EdDSA");
        assertThat(metadata.codeChallengeMethodsSupported()).containsExactly("S256");
        assertThat(metadata.claimsSupported()).isEmpty();
        assertThat(metadata.authorizationResponseIssParameterSupported()).isTrue();
        assertThat(metadata.clientIdMetadataDocumentSupported()).isTrue();
        assertThat(metadata.requirePushedAuthorizationRequests()).isTrue();
        assertThat(metadata.tlsClientCertificateBoundAccessTokens()).isFalse();
        assertThat(metadata.documents()).containsExactly(at(OAUTH));
        assertThat(metadata.members())
                .containsEntry("x_number", 7L)
                .doesNotContainKey("x_nothing")
                .containsEntry("x_nested", Map.of("list", List.of(new BigDecimal("1.5"), Map.of("deep", true))));
        assertThatThrownBy(() -> metadata.members().put("issuer", "x"))
                .isInstanceOf(UnsupportedOperationException.class);
        List<?> scopes = (List<?>) Objects.requireNonNull(metadata.members().get("scopes_supported"));
        assertThatThrownBy(scopes::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(metadata)
                .hasToString("ServerMetadata[issuer=" + issuer() + ", members="
                        + metadata.members().size() + "]");
    }

    @Test
    void serverMetadata_twoDocumentsOfOneIssuer_areMergedAndTheOneThatRegistrationsUseWins() {
        documents.put(OAUTH, document(",'jwks_uri':'@/oauth-keys','scopes_supported':['a'],'userinfo_endpoint':''"));
        documents.put(
                OPENID,
                document(",'jwks_uri':'@/openid-keys','userinfo_endpoint':'@/me','scopes_supported':['b','c']"));

        ServerMetadata metadata = metadata();

        assertThat(metadata.jwksUri()).hasValue(at("/oauth-keys"));
        assertThat(metadata.scopesSupported()).containsExactly("a");
        assertThat(metadata.userinfoEndpoint()).hasValue(at("/me"));
        assertThat(metadata.documents()).containsExactly(at(OAUTH), at(OPENID));
    }

    @Test
    void serverMetadata_onlyTheSecondNamesARegistrationEndpoint_thatOneWins() {
        documents.put(
                OAUTH, document(",'jwks_uri':'@/oauth-keys','x':1").replace("\"registration_endpoint\"", "\"y\""));
        documents.put(OPENID, document(",'jwks_uri':'@/openid-keys'"));

        ServerMetadata metadata = metadata();

        assertThat(metadata.jwksUri()).hasValue(at("/openid-keys"));
        assertThat(metadata.members()).containsEntry("x", 1L);
        assertThat(metadata.documents()).containsExactly(at(OPENID), at(OAUTH));
    }

    @Test
    void serverMetadata_secondDocumentOfAnotherIssuer_isLeftOutAndReported() {
        documents.put(OAUTH, document(""));
        documents.put(
                OPENID,
                document(",'jwks_uri':'@/keys'").replace("\"" + issuer() + "\"", "\"https://other.example.com\""));

        ServerMetadata metadata = metadata();

        assertThat(metadata.jwksUri()).isEmpty();
        assertThat(metadata.documents()).containsExactly(at(OAUTH));
        assertThat(published()).containsExactly("document-left-out " + OPENID);
        assertThat(metadata.deviations()).singleElement().asString().contains("names another issuer");
        assertThat(failure(builder().strict())).hasMessageContaining("the request is strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://as.example.com/keys",
                "ftp://as.example.com/keys",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "/keys",
                "https://user@as.example.com/keys",
                "https://as.example.com/keys#part"
            })
    void serverMetadata_endpointOfAnotherScheme_isLeftOutAndReported(String address) {
        documents.put(
                OAUTH,
                document(",'jwks_uri':'" + address + "','x_custom_endpoint':'" + address
                        + "','mtls_endpoint_aliases':{'token_endpoint':'" + address + "'},'userinfo_endpoint':'@/me'"));

        ServerMetadata metadata = metadata();

        assertThat(metadata.jwksUri()).isEmpty();
        assertThat(metadata.mtlsEndpointAliases()).isEmpty();
        assertThat(metadata.userinfoEndpoint()).hasValue(at("/me"));
        assertThat(metadata.members().toString()).doesNotContain(address);
        assertThat(published())
                .containsExactlyInAnyOrder(
                        "unusable-url jwks_uri",
                        "unusable-url x_custom_endpoint",
                        "unusable-url mtls_endpoint_aliases.token_endpoint",
                        "wrong-type mtls_endpoint_aliases");
        assertThat(failure(builder().strict())).hasMessageContaining("the request is strict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/keys",
                "https://[fd00:c1::a9fe:a9fe]/keys",
                "https://10.0.0.5/keys",
                "https://0.0.0.0/keys",
                "https://[::ffff:10.0.0.5]/keys"
            })
    void serverMetadata_endpointAtALiteralSpecialAddress_isLeftOutAndReported(String address) {
        documents.put(OAUTH, document(",'jwks_uri':'" + address + "','userinfo_endpoint':'@/me'"));

        ServerMetadata metadata = metadata();

        assertThat(metadata.jwksUri()).isEmpty();
        assertThat(metadata.members()).doesNotContainKey("jwks_uri").containsKey("userinfo_endpoint");
        assertThat(published()).containsExactly("special-address jwks_uri");
    }

    @Test
    void serverMetadata_privateAddressOfARequestThatMayGoThere_isHandedOutToThatOneAlone() {
        documents.put(OAUTH, document(",'jwks_uri':'https://10.0.0.5/keys'"));

        assertThat(metadata().jwksUri()).isEmpty();
        assertThat(metadata(builder().network(n -> n.allowPrivateAddresses())).jwksUri())
                .hasValue(URI.create("https://10.0.0.5/keys"));
        assertThat(metadata().jwksUri()).isEmpty();
    }

    @Test
    void serverMetadata_pageThatWouldRunInABrowser_isLeftOut() {
        documents.put(
                OAUTH, document(",'op_policy_uri':'javascript:alert(1)','op_tos_uri':'http://as.example.com/terms'"));

        assertThat(metadata().members())
                .doesNotContainKey("op_policy_uri")
                .containsEntry("op_tos_uri", "http://as.example.com/terms");
        assertThat(published()).containsExactly("active-content-url op_policy_uri");
    }

    @Test
    void serverMetadata_callersOwnEndpoints_win() {
        documents.put(OAUTH, document(""));
        String own = "https://login.example.com/token";

        assertThat(metadata(builder().server(s -> s.tokenEndpoint(own))).tokenEndpoint())
                .hasValue(URI.create(own));
        assertThat(metadata().tokenEndpoint()).hasValue(at("/token"));
    }

    @Test
    void serverMetadata_registrationEndpointGiven_isWhatTheCallerSaysAndNothingIsSent() {
        ServerMetadata metadata = metadata(DcrRequest.builder("batch")
                .registrationEndpoint(issuer() + "/register")
                .server(s -> s.tokenEndpoint(issuer() + "/token").issuer("https://as.example.com"))
                .grantTypes("client_credentials"));

        assertThat(metadata.members())
                .isEqualTo(Map.of(
                        "issuer", "https://as.example.com",
                        "registration_endpoint", issuer() + "/register",
                        "token_endpoint", issuer() + "/token"));
        assertThat(metadata.documents()).isEmpty();
        assertThat(calls).isEmpty();
    }

    @Test
    void serverMetadata_discoveryUrl_readsThatDocumentAlone() {
        documents.put(OPENID, document(",'jwks_uri':'@/keys'"));
        documents.put(OAUTH, document(",'userinfo_endpoint':'@/me'"));

        ServerMetadata metadata =
                metadata(DcrRequest.builder("https://gateway.example.com").discoveryUrl(issuer() + OPENID));

        assertThat(metadata.jwksUri()).hasValue(at("/keys"));
        assertThat(metadata.userinfoEndpoint()).isEmpty();
        assertThat(calls).containsExactly(OPENID);
    }

    @Test
    void serverMetadata_askedForAgain_isReadOnceInTenMinutes() {
        documents.put(OAUTH, document(""));
        ServerMetadata first = metadata();

        assertThat(metadata()).isSameAs(first);
        assertThat(calls).containsExactly(OAUTH, OPENID);
        documents.put(OAUTH, document(",'jwks_uri':'@/keys'"));
        clock.advance(Duration.ofMinutes(10));

        assertThat(metadata().jwksUri()).hasValue(at("/keys"));
        assertThat(calls).containsExactly(OAUTH, OPENID, OAUTH, OPENID);
    }

    @Test
    void serverMetadata_secondDocumentCannotBeReadJustNow_isReadAgainAfterHalfAMinute() {
        documents.put(OAUTH, document(""));
        absent = 503;
        assertThat(metadata().jwksUri()).isEmpty();
        documents.put(OPENID, document(",'jwks_uri':'@/keys'"));
        assertThat(metadata().jwksUri()).isEmpty();

        clock.advance(Duration.ofSeconds(30));

        assertThat(metadata().jwksUri()).hasValue(at("/keys"));
    }

    @Test
    void serverMetadata_32CallersAtOnce_shareOneRead() throws Exception {
        documents.put(OAUTH, document(""));
        CountDownLatch gate = new CountDownLatch(1);
        held = gate;
        DcrResolver resolver = resolver(); // one for all of them
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<ServerMetadata>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(threads.submit(() -> resolver.serverMetadata(builder().build())));
            }
            gate.countDown();
            for (Future<ServerMetadata> each : all) {
                assertThat(each.get().tokenEndpoint()).hasValue(at("/token"));
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(calls).containsExactly(OAUTH, OPENID);
    }

    @Test
    void serverMetadata_noDocument_failsAsResolveDoesAndIsLookedForAgain() {
        absent = 503;
        DcrException failure = failure(builder());

        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("no usable metadata").hasMessageContaining("answered 503");
        documents.put(OAUTH, document(""));
        assertThat(metadata().tokenEndpoint()).hasValue(at("/token"));
    }

    @Test
    void serverMetadata_tokenEndpointOfAnotherScheme_isRefusedAsResolveDoes() {
        documents.put(OAUTH, document("").replace("\"" + issuer() + "/token\"", "\"http://as.example.com/token\""));

        assertThat(failure(builder()))
                .hasMessageContaining("token_endpoint 'http://as.example.com/token': https is required");
    }

    @Test
    void serverMetadata_closed_fails() {
        DcrResolver resolver = resolver();
        DcrRequest request = builder().build();
        resolver.close();

        assertThatThrownBy(() -> resolver.serverMetadata(request)).isInstanceOf(DcrClosedException.class);
        assertThat(calls).isEmpty();
    }
}
