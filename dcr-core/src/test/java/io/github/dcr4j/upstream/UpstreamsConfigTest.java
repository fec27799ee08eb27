package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.upstream.UpstreamConfigException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamsConfigTest {
    private static final String FULL = """
            {
              "consumer": "https://gateway.example.com",
              "store": {"uri": "redis://user:canary-of-a-configured-secret@127.0.0.1:6379",
                        "encryptionKeys": [{"environment": "DCR_KEY"}, {"file": "/run/secrets/old-key"}],
                        "inClear": false, "prefix": "gateway", "nearCache": true,
                        "nearCacheSoftAgeSeconds": 10, "nearCacheHardAgeSeconds": 60},
              "upstreams": [
                {"name": "by-hand", "clientId": "id-1", "clientSecret": {"value": "canary-of-a-configured-secret"},
                 "authMethod": "client_secret_post", "scopes": ["openid"], "redirectUri": "https://gateway.example.com/cb",
                 "authorizationEndpoint": "https://a.example.com/authorize", "tokenEndpoint": "https://a.example.com/token",
                 "issuer": "https://a.example.com", "serverSendsIss": true, "providerName": "A",
                 "insecureHttp": "a.example.com:8080"},
                {"name": "discovered",
                 "dcr": {"discoveryUrl": "https://b.example.com/.well-known/openid-configuration",
                         "expectedIssuer": "https://b.example.com",
                         "initialAccessToken": {"file": "/run/secrets/token"},
                         "softwareId": "gw", "softwareVersion": "1", "softwareStatement": "e30.e30.canary",
                         "clientName": "Gateway", "clientUri": "https://gateway.example.com/about",
                         "logoUri": "https://gateway.example.com/logo", "policyUri": "https://gateway.example.com/policy",
                         "tosUri": "https://gateway.example.com/tos", "contacts": ["ops@example.com"],
                         "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
                         "metadata": {"example_flag": true, "example_left_out": null},
                         "localized": {"client_name#de": "Tor", "client_name#fr": "Porte"},
                         "grantTypes": ["authorization_code"], "responseTypes": ["code"], "leaveOutEmptyResponseTypes": true, "authMethods": ["client_secret_basic"],
                         "serverAuthMethods": ["client_secret_basic"], "serverSupportsPkceS256": true,
                         "publicClient": false, "requirePkceS256": true, "applicationType": "web",
                         "scopePolicy": "omit", "dropRefusedScopes": false, "variant": "blue", "loopbackPortMatters": true, "allowPrivateAddresses": ["b.example.com"],
                         "trustAuthorities": ["api.b.example.com"], "insecureHttp": "b.example.com:8080", "registerPathFallback": false,
                         "issuerMayBeMissing": false, "strict": true,
                         "renewal": "renew", "deleteSupersededClients": true, "verifyEverySeconds": 21600}},
                {"name": "by-issuer", "audienceIsTokenEndpoint": true,
                 "signingKeys": [{"file": "/run/secrets/signing-key"}, {"value": "canary-of-a-configured-secret"}],
                 "dcr": {"upstreamIssuer": "https://c.example.com/t1",
                                              "jwksUri": "https://gateway.example.com/keys", "clientIdDocument": "https://gateway.example.com/client.json",
                                              "insecureHttp": {"to": "c.example.com:8080", "withInitialAccessToken": true},
                                              "softwareStatement": {"file": "/run/secrets/statement"},
                                              "registrationAuthorization": {"scheme": "Basic", "user": "gw",
                                                "credentials": {"value": "canary-of-a-configured-secret"}},
                                              "allowPrivateAddresses": false}},
                {"name": "by-endpoint", "authorizationEndpoint": "https://d.example.com/authorize",
                 "tokenEndpoint": "https://d.example.com/token",
                 "dcr": {"registrationEndpoint": "https://d.example.com/register"}},
                {"name": "by-resource", "resource": "https://mcp.example.com/mcp", "issuer": "https://e.example.com",
                 "dcr": {"initialAccessToken": {"file": "/run/secrets/token"}}},
                {"name": "any-server", "resource": "http://mcp.example.com:8080/mcp", "insecureResource": "mcp.example.com:8080"},
                {"name": "by-hand-discovered", "clientId": "id-2", "issuer": "https://f.example.com",
                 "clientSecret": {"value": "canary-of-a-configured-secret"},
                 "dcr": {"grantTypes": ["client_credentials"]}}
              ]
            }""";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void of_membersFromElsewhere_isTheSameConfiguration() throws IOException {
        Map<String, @Nullable Object> members = new ObjectMapper().readValue(FULL, new TypeReference<>() {});

        UpstreamsConfig config = UpstreamsJson.of(members);

        assertThat(config).hasToString(UpstreamsJson.parse(FULL).toString());
    }

    @Test
    void of_wrongMembers_areNamedByTheirPaths() {
        assertThat(catchThrowableOfType(
                                UpstreamConfigException.class,
                                () -> UpstreamsJson.of(Map.of("upstreams", List.of(Map.of("scopes", 1)))))
                        .problems())
                .extracting(Problem::path)
                .contains("consumer", "upstreams[0].name", "upstreams[0].scopes");
    }

    @Test
    void read_everyMember_isTaken() throws IOException {
        Path file = Files.writeString(directory.resolve("upstreams.json"), FULL);

        UpstreamsConfig config = UpstreamsJson.read(file);

        assertThat(config.consumer()).isEqualTo("https://gateway.example.com");
        StoreConfig store = Objects.requireNonNull(config.store());
        assertThat(store.encryptionKeys()).hasSize(2);
        assertThat(store.nearCacheSoftAge()).isEqualTo(Duration.ofSeconds(10));
        assertThat(store.nearCacheHardAge()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.upstreams())
                .extracting(UpstreamConfig::name)
                .containsExactly(
                        "by-hand",
                        "discovered",
                        "by-issuer",
                        "by-endpoint",
                        "by-resource",
                        "any-server",
                        "by-hand-discovered");
        assertThat(config.upstreams().get(4).resource()).hasValue(URI.create("https://mcp.example.com/mcp"));
        assertThat(config.upstreams().get(4).toString())
                .startsWith("UpstreamConfig[by-resource, resource=mcp.example.com, dcr[");
        assertThat(config.upstreams().get(5)).hasToString("UpstreamConfig[any-server, resource=mcp.example.com:8080]");
        DcrRequest byHandDiscovered = config.upstreams().get(6).request(config.consumer());
        assertThat(byHandDiscovered.key().upstream()).isEqualTo("https://f.example.com");
        assertThat(byHandDiscovered.grantTypes()).containsExactly("client_credentials");
        UpstreamConfig byHand = config.upstreams().get(0);
        assertThat(byHand.client()).hasValueSatisfying(client -> {
            assertThat(client.clientId()).isEqualTo("id-1");
            assertThat(client.authMethod()).isEqualTo(TokenEndpointAuthMethod.CLIENT_SECRET_POST);
        });
        assertThat(byHand.issuer()).hasValue("https://a.example.com");
        assertThat(byHand.serverSendsIss()).isTrue();
        DcrRequest discovered = config.upstreams().get(1).request(config.consumer());
        assertThat(discovered.key().upstream()).isEqualTo("https://b.example.com");
        assertThat(discovered.key().profile())
                .contains("variant=blue", "software=gw", "pkce=required", "scope-policy=OMIT");
        assertThat(config.toString()).doesNotContain("canary");
    }

    static Stream<WrongConfigs.Wrong> everyMistake() {
        return WrongConfigs.of(FULL).stream();
    }

    @ParameterizedTest
    @MethodSource("everyMistake")
    void parse_oneMistake_isToldWithItsPathAndWithoutSecrets(WrongConfigs.Wrong wrong) {
        UpstreamConfigException failure =
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse(wrong.json()));

        assertThat(failure).as(wrong.json()).isNotNull();
        assertThat(failure.problems())
                .extracting(Problem::path)
                .anySatisfy(path -> assertThat(path).startsWith(wrong.path()));
        assertThat(failure.problems())
                .allSatisfy(problem ->
                        assertThat(wrong.path()).startsWith(problem.path().replaceFirst("\\.?[^.]*$", "")));
        assertThat(failure).hasMessageNotContaining("canary").hasNoCause();
    }

    @Test
    void parse_everyMistake_coversEveryMemberOfTheSchema() {
        List<String> paths = WrongConfigs.of(FULL).stream()
                .map(WrongConfigs.Wrong::path)
                .map(path -> path.replaceAll("\\[\\d+]", "").replaceAll(".*\\.", ""))
                .distinct()
                .toList();

        for (String object : List.of(
                "",
                "/$defs/store",
                "/$defs/secret",
                "/$defs/upstream",
                "/$defs/dcr",
                "/$defs/registrationAuthorization",
                "/$defs/insecureHttp")) {
            assertThat(paths).containsAll(WrongConfigs.names(object));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/$defs/store, store",
        "/$defs/upstream, upstreams[0]",
        "/$defs/dcr, upstreams[0].dcr",
        "/$defs/secret, upstreams[0].dcr.initialAccessToken",
        "/$defs/insecureHttp, upstreams[1].dcr.insecureHttp",
        "/$defs/registrationAuthorization, upstreams[1].dcr.registrationAuthorization"
    })
    void parse_unknownMember_listsTheNamesOfTheSchema(String definition, String path) {
        String json = """
                {"consumer": "gw", "surprise": 1, "store": {"uri": "memory:", "surprise": 1},
                 "upstreams": [{"name": "a", "redirectUri": "https://gw.example.com/cb", "surprise": 1,
                                "dcr": {"upstreamIssuer": "https://a.example.com", "surprise": 1,
                                        "initialAccessToken": {"environment": "T", "surprise": 1}}},
                               {"name": "b", "redirectUri": "https://gw.example.com/cb",
                                "dcr": {"upstreamIssuer": "https://b.example.com",
                                        "insecureHttp": {"to": "b.example.com:80", "surprise": 1},
                                        "registrationAuthorization": {"scheme": "SSWS", "surprise": 1,
                                                                      "credentials": {"environment": "T"}}}}]}""";

        UpstreamConfigException failure =
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse(json));

        assertThat(failure.problems()).hasSize(7);
        assertThat(failure.problems())
                .filteredOn(problem -> problem.path().equals((path.isEmpty() ? "" : path + ".") + "surprise"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("is not known; known are "
                                + WrongConfigs.names(definition).stream()
                                        .sorted()
                                        .toList()));
    }

    @Test
    void parse_severalMistakes_areAllTold() {
        String json = """
                {"upstreams": [
                  {"name": "a", "dcr": {"discoveryUrl": "http://a.example.com", "strict": "yes"}},
                  {"name": "a", "clientId": "x"},
                  {"name": "b", "clientId": "x", "dcr": {"upstreamIssuer": "https://b.example.com"}},
                  {"name": "c"},
                  7]}""";

        UpstreamConfigException failure =
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse(json));

        assertThat(failure.problems())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "consumer",
                        "upstreams[0].dcr.discoveryUrl",
                        "upstreams[0].dcr.strict",
                        "upstreams[1].name",
                        "upstreams[1]",
                        "upstreams[2]",
                        "upstreams[3]",
                        "upstreams[4]");
        assertThat(failure)
                .hasMessageStartingWith("the configuration cannot be used\n  ")
                .hasMessageContaining("upstreams[2]: set either a client or dcr; both are set")
                .hasMessageContaining("upstreams[1].name: another upstream has this name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a\",\"dcr\":{}} | exactly one of discoveryUrl, upstreamIssuer and registrationEndpoint",
                "{\"name\":\"a\",\"dcr\":{\"registrationEndpoint\":\"https://a.example/r\"}} | tokenEndpoint is missing",
                "{\"name\":\"a\",\"clientId\":\"x\"} | missing: [authorizationEndpoint, tokenEndpoint]",
                "{\"name\":\"a\",\"clientId\":\"x\",\"issuer\":\"https://a.example\",\"tokenEndpoint\":\"https://a.example/t\"} | missing: [authorizationEndpoint]",
                "{\"name\":\"a\",\"clientId\":\"x\",\"resource\":\"https://a.example\"} | issuer is missing: a client that was registered by hand belongs to one server",
                "{\"name\":\"a\",\"clientId\":\"x\",\"serverSendsIss\":true,\"authorizationEndpoint\":\"https://a.example/a\",\"tokenEndpoint\":\"https://a.example/t\"} | serverSendsIss needs issuer",
                "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"dcr\":{\"upstreamIssuer\":\"https://a.example\"}} | issuer=https://a.example goes with registrationEndpoint only",
                "{\"name\":\"a\",\"insecureResource\":\"r.example:80\",\"dcr\":{\"upstreamIssuer\":\"https://a.example\"}} | insecureResource goes with a resource",
                "{\"name\":\"a\",\"dcr\":{\"upstreamIssuer\":\"https://a.example\"}} | redirectUri is missing"
            })
    void parse_combinationThatCannotBe_isToldAtTheUpstream(String upstream, String told) {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class,
                () -> UpstreamsJson.parse("{\"consumer\":\"a service\",\"upstreams\":[" + upstream + "]}"));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("upstreams[0]");
            assertThat(problem.message()).contains(told);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "^resource^:^https://r.example^,^dcr^:{^upstreamIssuer^:^https://a.example^} | dcr.upstreamIssuer | goes without resource, which names the server",
                "^resource^:^https://r.example^,^dcr^:{^initialAccessToken^:{^value^:^canary-of-a-token^}} | dcr.initialAccessToken | needs issuer beside resource",
                "^resource^:^http://r.example^ | resource | insecureResource opens http to one host and port, here r.example:80, for development",
                "^resource^:^http://r.example^,^insecureResource^:^r.example:8080^ | resource | insecureResource opens http",
                "^resource^:^https://r.example^,^insecureResource^:^http://r.example^ | insecureResource | exactly one host and port",
                "^resource^:^https://r.example^,^issuer^:^http://a.example^ | issuer | issuer 'http://a.example': https is required, except on loopback; insecureHttp opens http to one host and port, here a.example:80",
                "^resource^:^https://r.example^,^issuer^:^http://a.example^,^dcr^:{^insecureHttp^:^a.example:81^} | issuer | ; insecureHttp opens http",
                "^clientId^:^x^,^issuer^:^http://a.example^ | issuer | ; insecureHttp opens http",
                "^clientId^:^x^,^authorizationEndpoint^:^https://a.example/a^,^tokenEndpoint^:^http://a.example/t^ | tokenEndpoint | tokenEndpoint 'http://a.example/t': https is required, except on loopback; insecureHttp opens http",
                "^clientId^:^x^,^authorizationEndpoint^:^http://a.example/a^,^tokenEndpoint^:^https://a.example/t^ | authorizationEndpoint | ; insecureHttp opens http",
                "^dcr^:{^registrationEndpoint^:^https://a.example/r^},^tokenEndpoint^:^http://a.example/t^ | tokenEndpoint | ; insecureHttp opens http",
                "^clientId^:^x^,^issuer^:^https://a.example^,^dcr^:{^discoveryUrl^:^https://a.example/d^} | dcr.discoveryUrl | goes without issuer, which names the server",
                "^clientId^:^x^,^issuer^:^https://a.example^,^dcr^:{^clientName^:^X^} | dcr.clientName | leave one of them out"
            })
    void parse_memberThatDoesNotGoWithAResourceOrAClientByHand_isTold(String members, String path, String told) {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class,
                () -> UpstreamsJson.parse("{\"consumer\":\"https://gw.example.com\",\"upstreams\":[{\"name\":\"a\","
                        + members.replace('^', '"') + "}]}"));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("upstreams[0]." + path);
            assertThat(problem.message()).contains(told);
        });
    }

    @Test
    void parse_httpIsOpenAtTheIssuerBesideAResource_isTaken() {
        UpstreamsConfig config = UpstreamsJson.parse("""
                {"consumer": "https://gw.example.com", "upstreams": [
                  {"name": "a", "resource": "https://r.example", "issuer": "http://a.example:81",
                   "dcr": {"insecureHttp": "a.example:81"}}]}""");

        assertThat(config.upstreams().get(0).issuer()).hasValue("http://a.example:81");
    }

    @Test
    void advisedOptions_areMembersOfTheSchema() {
        List<String> members = Stream.of("/$defs/upstream", "/$defs/dcr")
                .flatMap(object -> WrongConfigs.names(object).stream())
                .toList();

        assertThat(AdvisedOption.values())
                .extracting(option -> option.named(Optional::of).replaceFirst("\\..*", ""))
                .isSubsetOf(members);
    }

    @Test
    void of_otherNamesOfOptions_areAdvised() {
        UpstreamConfigException failure = catchThrowableOfType(
                UpstreamConfigException.class,
                () -> UpstreamsJson.of(
                        Map.of(
                                "consumer",
                                "https://gw.example.com",
                                "upstreams",
                                List.of(
                                        Map.of("name", "a", "dcr", Map.of("upstreamIssuer", "http://a.example")),
                                        Map.of("name", "b", "resource", "http://r.example"))),
                        upstream -> option -> Optional.of("idps." + upstream + "." + option)));

        assertThat(failure.problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        problem -> assertThat(problem)
                                .startsWith("upstreams[0].dcr.upstreamIssuer: upstreamIssuer 'http://a.example'")
                                .contains("; idps.a.insecureHttp opens http"),
                        problem -> assertThat(problem)
                                .startsWith("upstreams[1].resource: resource 'http://r.example'")
                                .contains("; idps.b.insecureResource opens http"));
    }

    @Test
    void parse_clientSecretIsNull_isNoPublicClient() {
        UpstreamConfigException failure =
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse("""
                        {"consumer": "https://gw.example.com", "upstreams": [
                          {"name": "a", "clientId": "x", "clientSecret": null,
                           "authorizationEndpoint": "https://a.example/a", "tokenEndpoint": "https://a.example/t"}]}"""));

        assertThat(failure.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("upstreams[0].clientSecret");
            assertThat(problem.message()).contains("leave it out for a public client");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"consumer\":\"canary\",\"consumer\":\"canary\"}", "{} {}", "canary"})
    void parse_noJsonObject_isToldWithoutQuotingIt(String text) {
        UpstreamConfigException failure =
                catchThrowableOfType(UpstreamConfigException.class, () -> UpstreamsJson.parse(text));

        assertThat(failure)
                .hasMessageContaining("JSON")
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }
}
