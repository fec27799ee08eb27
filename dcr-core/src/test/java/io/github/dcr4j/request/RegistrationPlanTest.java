package io.github.dcr4j.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.Samples;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistrationPlanTest {
    private static final Endpoints SERVER = Samples.endpoints(true, "client_secret_basic");

    private static RegistrationPlan plan(DcrRequestBuilder request, Endpoints endpoints) {
        return RegistrationPlan.of(
                Samples.spec(request).profile(), endpoints, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);
    }

    private static String json(RegistrationPlan plan) {
        return new String(plan.request().json(), UTF_8);
    }

    private static Endpoints listing(@Nullable List<String> grants, List<String> scopes) {
        return Samples.endpoints(true, List.of("client_secret_basic"), grants, scopes);
    }

    @Test
    void of_defaults_sendsExactlyTheseMembers() {
        RegistrationPlan plan = plan(Samples.request(), SERVER);

        assertThat(json(plan))
                .isEqualTo("{\"application_type\":\"web\",\"client_name\":\"https://gateway.example.com\","
                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                        + "\"redirect_uris\":[\"https://gateway.example.com/oauth/callback\"],"
                        + "\"response_types\":[\"code\"],\"token_endpoint_auth_method\":\"client_secret_basic\"}");
    }

    @Test
    void of_everything_sendsItUnderTheRegisteredNames() {
        DcrRequestBuilder request = Samples.request()
                .redirectUri("http://127.0.0.1:4711/cb")
                .scopes("openid", "email")
                .clientName("A gateway")
                .metadata(m -> m.localized("client_name", "de", "Ein Gateway")
                        .clientUri("https://gateway.example.com/")
                        .logoUri("https://gateway.example.com/logo")
                        .policyUri("https://gateway.example.com/policy")
                        .tosUri("https://gateway.example.com/tos")
                        .contacts("ops@example.com", "dev@example.com")
                        .softwareId("soft")
                        .softwareVersion("1.2")
                        .softwareStatement("eyJ.eyJ.sig")
                        .jwksUri("https://gateway.example.com/jwks")
                        .member("x_flag", true)
                        .member("x_map", Map.of("a", List.of(1))));

        assertThat(json(plan(request, SERVER)))
                .isEqualTo("{\"application_type\":\"native\",\"client_name\":\"A gateway\","
                        + "\"client_name#de\":\"Ein Gateway\",\"client_uri\":\"https://gateway.example.com/\","
                        + "\"contacts\":[\"ops@example.com\",\"dev@example.com\"],"
                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                        + "\"jwks_uri\":\"https://gateway.example.com/jwks\","
                        + "\"logo_uri\":\"https://gateway.example.com/logo\","
                        + "\"policy_uri\":\"https://gateway.example.com/policy\","
                        + "\"redirect_uris\":[\"http://127.0.0.1:4711/cb\",\"http://127.0.0.1/cb\"],\"response_types\":[\"code\"],"
                        + "\"scope\":\"email openid\",\"software_id\":\"soft\","
                        + "\"software_statement\":\"eyJ.eyJ.sig\",\"software_version\":\"1.2\","
                        + "\"token_endpoint_auth_method\":\"client_secret_basic\","
                        + "\"tos_uri\":\"https://gateway.example.com/tos\",\"x_flag\":true,\"x_map\":{\"a\":[1]}}");
    }

    @Test
    void of_clientCredentials_sendsNoRedirectAndEmptyResponseTypes() {
        RegistrationPlan plan = plan(Samples.request().grantTypes("client_credentials"), SERVER);

        assertThat(json(plan))
                .contains("\"grant_types\":[\"client_credentials\"]", "\"response_types\":[]")
                .doesNotContain("redirect_uris", "null");
    }

    @Test
    void of_responseTypesNamed_sendsThose() {
        RegistrationPlan plan = plan(Samples.request().metadata(m -> m.responseTypes("code", "code id_token")), SERVER);

        assertThat(json(plan)).contains("\"response_types\":[\"code\",\"code id_token\"]");
    }

    @Test
    void grants_serverListsItsGrantsWithRefresh_asksForBoth() {
        RegistrationPlan plan =
                plan(Samples.request(), listing(List.of("refresh_token", "authorization_code", "implicit"), List.of()));

        assertThat(plan.grantTypes()).containsExactly("authorization_code", "refresh_token");
    }

    @Test
    void grants_serverListsItsGrantsWithoutRefresh_leavesItOut() {
        RegistrationPlan plan = plan(Samples.request(), listing(List.of("authorization_code"), List.of()));

        assertThat(plan.grantTypes()).containsExactly("authorization_code");
    }

    @Test
    void grants_callerNamesThem_areSentWhateverIsListed() {
        RegistrationPlan plan = plan(
                Samples.request().grantTypes("authorization_code", "refresh_token"),
                listing(List.of("authorization_code"), List.of()));

        assertThat(plan.grantTypes()).containsExactly("authorization_code", "refresh_token");
    }

    @Test
    void scopes_noneGiven_leavesTheMemberOut() {
        RegistrationPlan plan = plan(Samples.request(), listing(null, List.of("openid", "email")));

        assertThat(plan.scopes()).isNull();
        assertThat(json(plan)).doesNotContain("scope");
    }

    @Test
    void scopes_ofTheServersList_areSentWhenThePolicySaysSo() {
        RegistrationPlan plan =
                plan(Samples.request().scopePolicy(ScopePolicy.SERVER_LIST), listing(null, List.of("openid", "email")));

        assertThat(plan.scopes()).containsExactly("openid", "email");
        assertThat(json(plan)).contains("\"scope\":\"openid email\"");
    }

    @Test
    void scopes_given_areSentAndNotTheServersList() {
        RegistrationPlan plan = plan(Samples.request().scopes("email"), listing(null, List.of("openid", "admin")));

        assertThat(json(plan)).contains("\"scope\":\"email\"");
    }

    @Test
    void scopes_noneSent_leavesTheMemberOut() {
        RegistrationPlan plan =
                plan(Samples.request().scopes("email").scopePolicy(ScopePolicy.OMIT), listing(null, List.of("openid")));

        assertThat(plan.scopes()).isNull();
        assertThat(json(plan)).doesNotContain("scope");
    }

    @Test
    void scopes_asGivenAndNoneGiven_leavesTheMemberOut() {
        RegistrationPlan plan =
                plan(Samples.request().scopePolicy(ScopePolicy.REQUESTED), listing(null, List.of("openid")));

        assertThat(json(plan)).doesNotContain("scope");
    }

    @Test
    void withoutRefusedScopes_openidThatTheCallerDidNotName_isLeftOutFirst() {
        ClientProfile profile = Samples.spec(
                        Samples.request().scopePolicy(ScopePolicy.SERVER_LIST).dropRefusedScopes())
                .profile();
        RegistrationPlan all = RegistrationPlan.of(
                profile, listing(null, List.of("openid", "email")), TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);

        RegistrationPlan fewer = all.withoutRefusedScopes(profile);
        RegistrationPlan none = fewer == null ? null : fewer.withoutRefusedScopes(profile);

        assertThat(fewer).isNotNull().extracting(RegistrationPlan::scopes).isEqualTo(List.of("email"));
        assertThat(none).isNotNull().satisfies(plan -> {
            assertThat(plan.scopes()).isNull();
            assertThat(json(plan)).doesNotContain("scope");
            assertThat(plan.withoutRefusedScopes(profile)).isNull();
        });
    }

    @Test
    void withoutRefusedScopes_namedByTheCaller_stay() {
        ClientProfile profile =
                Samples.spec(Samples.request().scopes("openid", "email")).profile();
        RegistrationPlan plan = RegistrationPlan.of(profile, SERVER, TokenEndpointAuthMethod.CLIENT_SECRET_BASIC);

        assertThat(plan.withoutRefusedScopes(profile)).isNull();
    }

    @Test
    void digest_otherServer_isTheSame() {
        ClientProfile profile = Samples.spec(Samples.request()).profile();

        assertThat(RegistrationPlan.digest(profile))
                .isEqualTo(
                        RegistrationPlan.digest(Samples.spec(Samples.request()).profile()))
                .isNotEqualTo(RegistrationPlan.digest(
                        Samples.spec(Samples.request().scopes("a")).profile()));
    }
}
