package io.github.dcr4j.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.upstream.UpstreamConfig;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.mock.env.MockEnvironment;

class UpstreamPropertiesTest {
    private static final String IDP = "dcr.upstreams.idp.";

    private final MockEnvironment environment = new MockEnvironment()
            .withProperty("dcr.consumer", "https://app.example.com")
            .withProperty("dcr.store", "memory:");

    private UpstreamsConfig config() {
        return UpstreamsMapping.map(BoundProperties.of(environment), false);
    }

    private UpstreamConfig idp() {
        return config().upstreams().get(0);
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        assertThatThrownBy(this::config)
                .isInstanceOfSatisfying(
                        DcrConfigurationException.class,
                        e -> e.problems().forEach(problem -> problems.add(problem.toString())));
        return problems;
    }

    private UpstreamPropertiesTest with(String name, String value) {
        environment.setProperty(name, value);
        return this;
    }

    @Test
    void issuerAndScopes_areEnough() {
        with(IDP + "issuer", "https://idp.example.com").with(IDP + "scopes", "openid, profile");

        DcrRequest request = idp().request(config().consumer());

        assertThat(idp().name()).isEqualTo("idp");
        assertThat(request.key().scopes()).containsExactly("openid", "profile");
        assertThat(request.key().redirectUris()).containsExactly("https://app.example.com/login/oauth2/code/idp");
        assertThat(request.server()).isEqualTo("idp.example.com:443");
    }

    @Test
    void grantWithoutLogin_hasNoRedirectUri() {
        with(IDP + "issuer", "https://idp.example.com").with(IDP + "grant-types", "client_credentials");

        assertThat(idp().request(config().consumer()).key().redirectUris()).isEmpty();
    }

    @Test
    void issuer_besideADiscoveryUrl_isWhatItsDocumentHasToName() {
        with(IDP + "issuer", "https://idp.example.com").with(IDP + "discovery-url", "https://idp.example.com/meta");

        assertThat(idp()).asString().contains("discoveryUrl=https://idp.example.com/meta", "expectedIssuer=");
    }

    @Test
    void issuer_besideARegistrationEndpoint_isWhatIssIsComparedWith() {
        with(IDP + "issuer", "https://idp.example.com")
                .with(IDP + "registration-endpoint", "https://idp.example.com/register")
                .with(IDP + "authorization-endpoint", "https://idp.example.com/authorize")
                .with(IDP + "token-endpoint", "https://idp.example.com/token");

        assertThat(idp().issuer()).contains("https://idp.example.com");
        assertThat(idp()).asString().contains("registrationEndpoint=");
    }

    @Test
    void clientId_isAClientThatWasRegisteredByHand() {
        with(IDP + "client-id", "app")
                .with(IDP + "client-secret", "S3cret-of-a-fixed-client")
                .with(IDP + "auth-method", "client_secret_post")
                .with(IDP + "issuer", "https://idp.example.com")
                .with(IDP + "server-sends-iss", "true")
                .with(IDP + "scopes[0]", "openid")
                .with(IDP + "authorization-endpoint", "http://idp:8080/authorize")
                .with(IDP + "token-endpoint", "http://idp:8080/token")
                .with(IDP + "insecure-http", "idp:8080");

        assertThat(idp().client().orElseThrow().authMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
        assertThat(Objects.requireNonNull(idp().client().orElseThrow().clientSecret())
                        .read())
                .isEqualTo(Secret.of("S3cret-of-a-fixed-client"));
        assertThat(idp().redirectUri()).contains("https://app.example.com/login/oauth2/code/idp");
        assertThat(idp().serverSendsIss()).isTrue();
    }

    @Test
    void resource_namesTheServer() {
        with(IDP + "resource", "https://mcp.example.com/mcp").with(IDP + "grant-types", "client_credentials");

        assertThat(idp().resource()).hasValue(URI.create("https://mcp.example.com/mcp"));
        assertThat(idp().issuer()).isEmpty();
        assertThat(idp()).asString().contains("resource=mcp.example.com", "grantTypes=[client_credentials]");
    }

    @Test
    void resource_httpInALab_isRefusedWithThePropertyThatOpensIt() {
        with(IDP + "resource", "http://mcp.lab.internal:8080/mcp");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith(
                        "dcr.upstreams.idp.resource: resource 'http://mcp.lab.internal:8080/mcp': https is required")
                .contains(
                        "; dcr.upstreams.idp.insecure-resource opens http to one host and port, here mcp.lab.internal:8080,");

        with(IDP + "insecure-resource", "mcp.lab.internal:8080");
        assertThat(idp().resource()).hasValue(URI.create("http://mcp.lab.internal:8080/mcp"));
    }

    @Test
    void resource_itsServerIsHttp_isRefusedWithThePropertyThatOpensIt() {
        with(IDP + "resource", "https://mcp.example.com/mcp").with(IDP + "issuer", "http://keycloak:8080");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("dcr.upstreams.idp.issuer: ")
                .contains(
                        "issuer 'http://keycloak:8080'",
                        "; dcr.upstreams.idp.insecure-http opens http to one host and port, here keycloak:8080,");

        with(IDP + "insecure-http", "keycloak:8080");
        assertThat(idp().issuer()).hasValue("http://keycloak:8080");
    }

    @Test
    void resource_withASecretForItsServer_needsTheIssuer() {
        with(IDP + "resource", "https://mcp.example.com/mcp").with(IDP + "initial-access-token", "T0ken-of-a-test");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("dcr.upstreams.idp.initial-access-token: needs issuer beside resource");

        with(IDP + "issuer", "https://idp.example.com");
        assertThat(idp().issuer()).hasValue("https://idp.example.com");
    }

    @Test
    void resource_besideADiscoveryUrl_isTold() {
        with(IDP + "resource", "https://mcp.example.com/mcp").with(IDP + "discovery-url", "https://idp.example.com/m");

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("dcr.upstreams.idp.discovery-url: goes without resource, which names the server");
    }

    @Test
    void clientId_withAnIssuerAndNoEndpoints_isDiscovered() {
        with(IDP + "client-id", "app")
                .with(IDP + "client-secret", "S3cret-of-a-fixed-client")
                .with(IDP + "issuer", "https://idp.example.com")
                .with(IDP + "grant-types", "client_credentials")
                .with(IDP + "allow-private-addresses", "true");

        DcrRequest request = idp().request(config().consumer());

        assertThat(idp().isKept()).isTrue();
        assertThat(request.server()).isEqualTo("idp.example.com:443");
        assertThat(request.grantTypes()).containsExactly("client_credentials");
    }

    @Test
    void clientId_ofADiscoveredServer_takesNothingAboutARegistration() {
        with(IDP + "client-id", "app")
                .with(IDP + "issuer", "https://idp.example.com")
                .with(IDP + "client-name", "App")
                .with(IDP + "renewal", "renew");

        assertThat(problems())
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem).contains("is about a client that is registered, and client-id names one"))
                .anySatisfy(problem -> assertThat(problem).startsWith("dcr.upstreams.idp.client-name: "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            initial-access-token                | T0ken-of-a-test                     | initialAccessToken=SecretSource[a value]
            initial-access-token.environment    | TOKEN                               | initialAccessToken=SecretSource[environment variable TOKEN]
            initial-access-token.file           | /run/token                          | initialAccessToken=SecretSource[file /run/token]
            software-id                         | 4NRB1                               | softwareId=4NRB1
            software-version                    | 2.1                                 | softwareVersion=2.1
            software-statement                  | eyJhbGciOiJub25lIn0.e30.            | softwareStatement=
            client-name                         | App                                 | clientName=App
            client-uri                          | https://app.example.com/            | clientUri=
            logo-uri                            | https://app.example.com/logo        | logoUri=
            policy-uri                          | https://app.example.com/policy      | policyUri=
            tos-uri                             | https://app.example.com/tos         | tosUri=
            contacts                            | a@example.com,b@example.com         | contacts=[a@example.com, b@example.com]
            jwks-uri                            | https://app.example.com/jwks        | jwksUri=
            jwks                                | {"keys": [{"kty": "EC"}]}           | jwks=
            client-id-document                  | https://app.example.com/client      | clientIdDocument=
            metadata.flag                       | true                                | metadata.flag=set
            metadata.[post_logout_redirect_uris][0] | https://app.example.com/        | metadata.post_logout_redirect_uris=set
            localized.[client_name#de]          | Anwendung                           | localized.client_name#de=set
            grant-types                         | authorization_code                  | grantTypes=[authorization_code]
            response-types                      | code                                | responseTypes=[code]
            leave-out-empty-response-types      | true                                | leaveOutEmptyResponseTypes=true
            auth-methods                        | client_secret_post,none             | authMethods=[client_secret_post, none]
            server-auth-methods                 | client_secret_post                  | serverAuthMethods=[client_secret_post]
            server-supports-pkce-s256           | true                                | serverSupportsPkceS256=true
            public-client                       | true                                | publicClient=true
            require-pkce-s256                   | true                                | requirePkceS256=true
            application-type                    | web                                 | applicationType=web
            scope-policy                        | server-list                         | scopePolicy=server_list
            drop-refused-scopes                 | true                                | dropRefusedScopes=true
            variant                             | two                                 | variant=two
            loopback-port-matters               | true                                | loopbackPortMatters=true
            allow-private-addresses             | true                                | allowPrivateAddresses=true
            allow-private-addresses[0]          | idp.internal                        | allowPrivateAddresses=[idp.internal]
            insecure-http                       | keycloak:8080                       | insecureHttp=
            insecure-http.to                    | keycloak:8080                       | insecureHttp=
            trust-authorities                   | login.example.com                   | trustAuthorities=[login.example.com]
            register-path-fallback              | false                               | registerPathFallback=false
            issuer-may-be-missing               | true                                | issuerMayBeMissing=true
            strict                              | true                                | strict=true
            renewal                             | renew                               | renewal=renew
            delete-superseded-clients           | true                                | deleteSupersededClients=true
            verify-every                        | 12h                                 | verifyEverySeconds=PT12H
            """)
    void property_isSetOnTheUpstream(String property, String value, String printed) {
        with(IDP + "issuer", "https://idp.example.com").with(IDP + property, value);

        assertThat(idp()).asString().contains(printed);
    }

    @Test
    void remainingProperties_areSetOnTheUpstream() {
        with(IDP + "issuer", "https://idp.example.com")
                .with(IDP + "registration-authorization.scheme", "Basic")
                .with(IDP + "registration-authorization.user", "dcr")
                .with(IDP + "registration-authorization.credentials.environment", "PASSWORD")
                .with(IDP + "signing-keys[0].file", "/run/key")
                .with(IDP + "audience-is-token-endpoint", "true")
                .with(IDP + "provider-name", "Example")
                .with(IDP + "redirect-uri", "https://app.example.com/back")
                .with(IDP + "insecure-http.to", "keycloak:8080")
                .with(IDP + "insecure-http.with-initial-access-token", "true");

        assertThat(idp()).asString().contains("registrationAuthorization=");
        assertThat(idp().authentication().orElseThrow().hasKeys()).isTrue();
        assertThat(idp().providerName()).contains("Example");
        assertThat(idp().redirectUri()).contains("https://app.example.com/back");
    }

    @Test
    void store_withAllProperties_isConfigured() {
        with("dcr.store", "memory:").with(IDP + "issuer", "https://idp.example.com");
        MockEnvironment full = new MockEnvironment()
                .withProperty("dcr.consumer", "app")
                .withProperty("dcr.store.uri", "rediss://redis.internal")
                .withProperty("dcr.store.encryption-keys", "S2V5LW9uZS1vZi1hLXRlc3Q,S2V5LXR3by1vZi1hLXRlc3Q")
                .withProperty("dcr.store.prefix", "app")
                .withProperty("dcr.store.near-cache", "true")
                .withProperty("dcr.store.near-cache-soft-age", "10s")
                .withProperty("dcr.store.near-cache-hard-age", "2m");

        var store = Objects.requireNonNull(
                UpstreamsMapping.map(BoundProperties.of(full), false).store());

        assertThat(store.uri()).hasToString("rediss://redis.internal");
        assertThat(store.encryptionKeys()).hasSize(2);
        assertThat(store.prefix()).isEqualTo("app");
        assertThat(store.nearCache()).isTrue();
        assertThat(store.nearCacheSoftAge()).hasSeconds(10);
        assertThat(store.nearCacheHardAge()).hasMinutes(2);
    }

    @Test
    void allThatIsWrong_isSaidAtOnce_withThePropertyAndWithoutItsValue() {
        MockEnvironment wrong = new MockEnvironment()
                .withProperty("dcr.store.uri", "redis://user:P4ssword-of-a-test@redis")
                .withProperty("dcr.store.near-cache", "P4ssword-of-a-test")
                .withProperty("dcr.startup", "P4ssword-of-a-test")
                .withProperty("dcr.upstreams.idp.issuer", "http://idp.example.com")
                .withProperty("dcr.upstreams.idp.scopes", "open\"id")
                .withProperty("dcr.upstreams.idp.verify-every", "5m")
                .withProperty("dcr.upstreams.idp.scope", "openid")
                .withProperty("dcr.upstreams.idp.renewal", "P4ssword-of-a-test")
                .withProperty("dcr.upstreams.idp.initial-access-token", "${NO_SUCH_TOKEN}")
                .withProperty("dcr.upstreams.Other.client-name", "Other")
                .withProperty("dcr.upstreams.legacy.client-id", "app")
                .withProperty("dcr.upstreams.legacy.renewal", "renew")
                .withProperty("dcr.nonsense", "P4ssword-of-a-test");

        assertThatThrownBy(() -> UpstreamsMapping.map(BoundProperties.of(wrong), false))
                .isInstanceOfSatisfying(DcrConfigurationException.class, e -> {
                    assertThat(e.problems())
                            .extracting(ConfigurationProblem::property)
                            .containsExactlyInAnyOrder(
                                    "dcr.consumer",
                                    "dcr.startup",
                                    "dcr.nonsense",
                                    "dcr.store.near-cache",
                                    "dcr.store.encryption-keys",
                                    "dcr.upstreams.idp.issuer",
                                    "dcr.upstreams.idp.scopes",
                                    "dcr.upstreams.idp.scope",
                                    "dcr.upstreams.idp.verify-every",
                                    "dcr.upstreams.idp.renewal",
                                    "dcr.upstreams.idp.initial-access-token",
                                    "dcr.upstreams[Other].issuer",
                                    "dcr.upstreams.legacy",
                                    "dcr.upstreams.legacy.renewal");
                    assertThat(e).hasMessageNotContaining("P4ssword-of-a-test");
                    assertThat(e)
                            .hasMessageContaining(
                                    "dcr.startup: one of these is expected: background, wait, require, lazy")
                            .hasMessageContaining(
                                    "dcr.upstreams.idp.scope: is not known; scopes is the nearest that is")
                            .hasMessageContaining("the placeholder NO_SUCH_TOKEN stands for nothing")
                            .hasMessageContaining("on loopback; dcr.upstreams.idp.insecure-http opens http")
                            .hasMessageContaining("from property source")
                            .hasMessageContaining("missing: [authorization-endpoint, token-endpoint]");
                });
    }

    @Test
    void emptyUpstream_isToldToNameItsServer() {
        with("dcr.upstreams.idp", "");

        assertThat(problems()).singleElement().asString().startsWith("dcr.upstreams.idp.issuer: is missing");
    }

    /** What the JSON form has, properties have. */
    @Test
    void everyMemberOfTheSchema_isAProperty() throws IOException {
        Map<String, Object> schema = JsonParserFactory.getJsonParser()
                .parseMap(Files.readString(Path.of("..", "..", "docs", "upstreams.schema.json")));
        Set<String> members = new HashSet<>(names(schema, "$defs", "upstream", "properties"));
        members.addAll(names(schema, "$defs", "dcr", "properties"));
        members.removeAll(Set.of("dcr", "name", "expectedIssuer", "upstreamIssuer"));
        Set<String> expected = new HashSet<>();
        members.forEach(member -> expected.add(KnownProperties.kebab(member.replaceAll("Seconds$", ""))));

        assertThat(KnownProperties.of(DcrUpstreamProperties.class)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(KnownProperties.of(DcrStoreProperties.class))
                .containsExactlyInAnyOrderElementsOf(names(schema, "$defs", "store", "properties").stream()
                        .map(member -> KnownProperties.kebab(member.replaceAll("Seconds$", "")))
                        .toList());
    }

    private static Set<String> names(Map<String, Object> schema, String... path) {
        Map<?, ?> at = schema;
        for (String name : path) {
            at = Objects.requireNonNull((Map<?, ?>) at.get(name));
        }
        Map<String, Object> names = new LinkedHashMap<>();
        at.forEach((name, value) -> names.put(String.valueOf(name), value));
        return names.keySet();
    }

    /** What an editor completes. */
    @Test
    void metadata_nameAndDescribeEachProperty() throws IOException {
        try (InputStream file =
                DcrProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            Map<String, Object> metadata =
                    JsonParserFactory.getJsonParser().parseMap(new String(file.readAllBytes(), UTF_8));
            Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
            listed(metadata, "properties").forEach(property -> properties.put((String) property.get("name"), property));

            List<String> expected = new ArrayList<>();
            KnownProperties.of(DcrProperties.class).forEach(name -> expected.add("dcr." + name));
            KnownProperties.of(DcrStoreProperties.class).forEach(name -> expected.add("dcr.store." + name));
            listed(metadata, "groups")
                    .forEach(group -> properties.put((String) group.get("name"), Map.of("description", "a group")));
            assertThat(properties.keySet()).containsAll(expected);
            assertThat(properties.values())
                    .allSatisfy(property -> assertThat(property).containsKey("description"));
            assertThat(properties.get("dcr.upstreams"))
                    .containsEntry(
                            "type", "java.util.Map<java.lang.String," + DcrUpstreamProperties.class.getName() + ">");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> listed(Map<String, Object> metadata, String name) {
        return Objects.requireNonNull((List<Map<String, Object>>) metadata.get(name));
    }

    /** An editor shows these where it completes what is below the name of an upstream. */
    @Test
    void upstreamProperties_areEachDescribed() throws IOException {
        String source =
                Files.readString(Path.of("src/main/java/io/github/dcr4j/spring/boot/DcrUpstreamProperties.java"));

        assertThat(Arrays.stream(DcrUpstreamProperties.class.getRecordComponents()))
                .allSatisfy(component -> assertThat(source).contains("@param " + component.getName() + " "));
    }
}
