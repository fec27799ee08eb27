package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.server.ServerMetadata;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What resolvers tell of servers that publish one metadata document, or two. */
class ServerMetadataTest extends ServerMetadataFixture {
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
    void serverMetadata_tokenEndpointOfAnotherScheme_isLeftOutAlone() {
        documents.put(
                OAUTH,
                document(",'jwks_uri':'@/keys'")
                        .replace("\"" + issuer() + "/token\"", "\"http://as.example.com/token\""));

        ServerMetadata metadata = metadata();

        assertThat(metadata.tokenEndpoint()).isEmpty();
        assertThat(metadata.issuer()).hasValue(issuer());
        assertThat(metadata.jwksUri()).hasValue(at("/keys"));
        assertThat(metadata.registrationEndpoint()).hasValue(at("/reg"));
        assertThat(metadata.deviations()).singleElement().asString().contains("no https URL: token_endpoint");
        assertThat(calls).containsExactly(OAUTH);
    }

    @Test
    void serverMetadata_tokenEndpointOfAnotherScheme_isNothingForARegistrationNorStrictly() {
        documents.put(OAUTH, document("").replace("\"" + issuer() + "/token\"", "\"http://as.example.com/token\""));
        ServerMetadata unused = metadata();

        DcrException registering = catchThrowableOfType(
                DcrException.class, () -> resolver().resolve(builder().build()));

        assertThat(registering).hasMessageContaining("token_endpoint 'http://as.example.com/token': https is required");
        assertThat(failure(builder().strict())).hasMessageContaining("https is required");
        assertThat(calls).containsOnly(OAUTH);
    }

    @Test
    void serverMetadata_tokenEndpointOfAnotherSchemeMended_isThereAfterHalfAMinute() {
        documents.put(OAUTH, document("").replace("\"" + issuer() + "/token\"", "\"http://as.example.com/token\""));
        assertThat(metadata().tokenEndpoint()).isEmpty();
        documents.put(OAUTH, document(""));
        assertThat(metadata().tokenEndpoint()).isEmpty();

        clock.advance(Duration.ofSeconds(30));

        assertThat(metadata().tokenEndpoint()).hasValue(at("/token"));
    }

    @Test
    void serverMetadata_anotherIssuerWithABadEndpoint_isNotUsedInPart() {
        documents.put(
                OAUTH,
                document(",'jwks_uri':'@/keys'")
                        .replace("\"" + issuer() + "/token\"", "\"http://as.example.com/token\"")
                        .replace("\"issuer\":\"" + issuer(), "\"issuer\":\"https://mallory.example.com"));

        assertThat(failure(builder())).hasMessageContaining("mallory.example.com");
    }
}
