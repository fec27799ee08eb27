package io.github.dcr4j.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.resolver.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scopes of an answer. */
class AnswerCheckScopesTest extends AnswerCheckFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"openid profile\",\" email \",\"  \"]",
                "\"openid\\tprofile\\nemail\"",
                "\" openid  profile email\"",
                "[\"openid\",\"profile\",\"email\"]"
            })
    void deviations_scopesSeparatedInAnotherWay_areOnlyThatOfTheShape(String scope) {
        AnswerCheck check =
                check(Samples.request().scopes("openid", "profile", "email"), SERVER, SECRET + ",\"scope\":" + scope);

        assertThat(check.newCredentials().scopes()).containsExactly("openid", "profile", "email");
        assertThat(codes(check)).containsOnly("scope-shape");
    }

    @Test
    void deviations_scopeEmpty_isReportedAndRefusedWhenStrict() {
        AnswerCheck lenient = check(Samples.request().scopes("a"), SERVER, SECRET + ",\"scope\":\"\"");
        AnswerCheck strict = check(
                Samples.request().scopes("a").strict(),
                SERVER,
                SECRET + ",\"scope\":\"\",\"token_endpoint_auth_method\":\"client_secret_basic\","
                        + "\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                        + "\"redirect_uris\":[\"https://gateway.example.com/oauth/callback\"]");

        assertThat(codes(lenient)).containsExactly("empty-member");
        assertThat(lenient.newCredentials().scopes()).isEmpty();
        assertThat(strict.unusable()).contains("the request is strict");
    }

    @Test
    void deviations_scopeWithControlCharactersAndQuotes_leaveThoseOut() {
        AnswerCheck check =
                check(Samples.request().scopes("a"), SERVER, SECRET + ",\"scope\":\"a b\\u001b[31m c\\\"d \u00e9\"");

        assertThat(check.newCredentials().scopes()).containsExactly("a");
        assertThat(codes(check)).containsExactly("element-left-out");
    }

    @Test
    void deviations_scopesNarrowedAndWidened_areBothTold() {
        AnswerCheck check = check(Samples.request().scopes("a", "b"), SERVER, SECRET + ",\"scope\":\"b c\"");

        assertThat(codes(check)).containsExactly("scope-widened", "scope-narrowed");
        assertThat(check.newCredentials().scopes()).containsExactly("b", "c");
    }

    @Test
    void deviations_sameScopesInAnotherOrder_none() {
        AnswerCheck check = check(Samples.request().scopes("a", "b"), SERVER, SECRET + ",\"scope\":\"b a\"");

        assertThat(codes(check)).isEmpty();
    }

    @Test
    void deviations_noneAskedForAndSomeGiven_none() {
        AnswerCheck check = check(SECRET + ",\"scope\":\"everything\"");

        assertThat(codes(check)).isEmpty();
        assertThat(check.newCredentials().scopes()).containsExactly("everything");
    }
}
