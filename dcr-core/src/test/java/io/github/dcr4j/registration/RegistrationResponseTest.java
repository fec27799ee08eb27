package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationResponseTest {
    private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
    private static final EndpointUrl ENDPOINT = EndpointUrl.ofOperator("x", "https://as.example/t1/register");

    private static RegistrationResponse read(String members) throws JsonProblem {
        Members read = new Members(Json.object(("{\"client_id\":\"c1\"" + members + "}").getBytes(UTF_8)));
        IssuedClient client = IssuedClient.of(read, ENDPOINT);
        assertThat(client.problem()).isNull();
        return new RegistrationResponse(client, read, NOW);
    }

    @Test
    void response_full_isReadWithoutDeviation() throws JsonProblem {
        RegistrationResponse response = read(",\"client_secret\":\"s e~\",\"client_secret_expires_at\":1893456000,"
                + "\"client_id_issued_at\":1700000000,\"token_endpoint_auth_method\":\"client_secret_post\","
                + "\"redirect_uris\":[\"https://app.example/cb\"],\"grant_types\":[\"authorization_code\"],"
                + "\"response_types\":[\"code\"],\"scope\":\"openid profile\",\"x_vendor\":{\"a\":[1.5,null]},"
                + "\"registration_client_uri\":\"https://as.example/t1/register/c1?k=1\","
                + "\"registration_access_token\":\"r-a-t\"");

        assertThat(response.clientId()).isEqualTo("c1");
        assertThat(response.clientSecret()).isEqualTo(Secret.of("s e~"));
        assertThat(response.clientSecretExpiresAt()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(response.clientIdIssuedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(response.tokenEndpointAuthMethod()).isEqualTo("client_secret_post");
        assertThat(response.redirectUris()).containsExactly("https://app.example/cb");
        assertThat(response.grantTypes()).containsExactly("authorization_code");
        assertThat(response.responseTypes()).containsExactly("code");
        assertThat(response.scopes()).containsExactly("openid", "profile");
        assertThat(response.management())
                .isEqualTo(new DcrManagement(
                        "c1", URI.create("https://as.example/t1/register/c1?k=1"), Secret.of("r-a-t")));
        assertThat(response.deviations()).isEmpty();
        assertThat(response.toString()).doesNotContain("r-a-t", "s e~");
    }

    @Test
    void registeredMetadata_full_hasUnknownMembersAndNoSecrets() throws JsonProblem {
        RegistrationResponse response = read(",\"client_secret\":\"CANARY\",\"client_secret_expires_at\":0,"
                + "\"client_id_issued_at\":1700000000,\"registration_access_token\":\"CANARY\","
                + "\"registration_client_uri\":\"https://as.example/CANARY\",\"issuer\":\"https://CANARY.example\","
                + "\"client_name\":\"n\",\"x_vendor\":{\"a\":[1.5,null]}");

        assertThat(response.registeredMetadata())
                .isEqualTo("{\"client_id\":\"c1\",\"client_name\":\"n\",\"x_vendor\":{\"a\":[1.5,null]}}");
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.UNSOLICITED_MEMBER, "issuer", "present"));
    }

    @Test
    void registeredMetadata_emptyMembers_areLeftOut() throws JsonProblem {
        RegistrationResponse response = read(",\"contacts\":null,\"client_uri\":\"\",\"logo_uri\":\"\"");

        assertThat(response.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "DATA:text/html,x",
                " javascript:x",
                "vbscript:x",
                "java\\tscript:x",
                "\\u0001javascript:x"
            })
    void registeredMetadata_activeContent_isLeftOutWithDeviation(String url) throws JsonProblem {
        RegistrationResponse response = read(",\"logo_uri\":\"" + url + "\"");

        assertThat(response.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.ACTIVE_CONTENT_URL, "logo_uri", "string"));
    }

    @Test
    void registeredMetadata_activeContentInAnArray_isLeftOutWithDeviation() throws JsonProblem {
        RegistrationResponse response = read(",\"request_uris\":[\"https://a.example\",\"javascript:x\"]");

        assertThat(response.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.ACTIVE_CONTENT_URL, "request_uris", "array"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"secret\":\"CANARY-0123456789\"",
                "\"x\":{\"y\":[\"Basic CANARY-0123456789\"]}",
                "\"x\":{\"CANARY-0123456789\":1}",
                "\"CANARY-0123456789\":1"
            })
    void registeredMetadata_secretsUnderOtherNames_areLeftOut(String member) throws JsonProblem {
        RegistrationResponse secret = read(",\"client_secret\":\"CANARY-0123456789\"," + member);
        RegistrationResponse token = read(",\"registration_access_token\":\"CANARY-0123456789\"," + member);

        assertThat(secret.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
        assertThat(token.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
        assertThat(secret.deviations().toString()).contains("no place there").doesNotContain("CANARY");
    }

    @Test
    void registeredMetadata_thousandsOfActiveMembers_areLeftOutAndFiftyTold() throws JsonProblem {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            members.append(",\"").append(i).append("\":\"data:\"");
        }

        RegistrationResponse response = read(members.toString());

        assertThat(response.registeredMetadata()).isEqualTo("{\"client_id\":\"c1\"}");
        assertThat(response.deviations()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\""})
    void response_emptyOptionalMembers_areAbsentWithDeviation(String empty) throws JsonProblem {
        RegistrationResponse response = read(",\"client_secret\":" + empty + ",\"grant_types\":" + empty
                + ",\"redirect_uris\":" + empty + ",\"token_endpoint_auth_method\":" + empty
                + ",\"registration_access_token\":" + empty + ",\"registration_client_uri\":" + empty);

        assertThat(response.clientSecret()).isNull();
        assertThat(response.grantTypes()).isNull();
        assertThat(response.redirectUris()).isNull();
        assertThat(response.tokenEndpointAuthMethod()).isNull();
        assertThat(response.management()).isNull();
        assertThat(response.deviations()).hasSize(6);
    }

    @Test
    void response_secretWithoutExpiry_doesNotExpireWithDeviation() throws JsonProblem {
        RegistrationResponse response = read(",\"client_secret\":\"s\"");

        assertThat(response.clientSecretExpiresAt()).isNull();
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.MISSING_MEMBER, "client_secret_expires_at", "missing"));
    }

    @Test
    void response_expiryWithoutSecret_isIgnored() throws JsonProblem {
        RegistrationResponse response = read(",\"client_secret_expires_at\":\"whatever\"");

        assertThat(response.clientSecretExpiresAt()).isNull();
        assertThat(response.deviations()).isEmpty();
    }

    @Test
    void response_secretForPublicClient_isKept() throws JsonProblem {
        RegistrationResponse response =
                read(",\"token_endpoint_auth_method\":\"none\",\"client_secret\":\"s\",\"client_secret_expires_at\":0");

        assertThat(response.clientSecret()).isEqualTo(Secret.of("s"));
        assertThat(response.tokenEndpointAuthMethod()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"scope\":[\"a\",\"b\"]|scope|array",
                "\"scopes\":[\"a\",\"b\"]|scopes|array",
                "\"scopes\":\"a b\"|scopes|string"
            })
    void response_scopeInOldShapes_isReadWithDeviation(String member, String field, String shape) throws JsonProblem {
        RegistrationResponse response = read("," + member);

        assertThat(response.scopes()).containsExactly("a", "b");
        assertThat(response.deviations()).containsExactly(new Deviation(DeviationCode.SCOPE_SHAPE, field, shape));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"scope\":\"\"", "\"scope\":\" \"", "\"scope\":null", "\"scope\":7", "\"scope\":[]", "\"x\":1"})
    void response_noScope_isAbsent(String member) throws JsonProblem {
        assertThat(read("," + member).scopes()).isNull();
    }

    @Test
    void response_numericIdAndTextTime_areReadWithDeviations() throws JsonProblem {
        Members members = new Members(Json.object(
                "{\"client_id\":12345678901234567890,\"client_id_issued_at\":\"1700000000\"}".getBytes(UTF_8)));
        IssuedClient client = IssuedClient.of(members, ENDPOINT);

        RegistrationResponse response = new RegistrationResponse(client, members, NOW);

        assertThat(response.clientId()).isEqualTo("12345678901234567890");
        assertThat(response.clientIdIssuedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(response.deviations())
                .containsExactly(
                        new Deviation(DeviationCode.NUMBER_FOR_STRING, "client_id", "number"),
                        new Deviation(DeviationCode.STRING_FOR_NUMBER, "client_id_issued_at", "string"));
    }

    @Test
    void response_authMethodAsAnArrayOfOne_isThatMethodWithDeviation() throws JsonProblem {
        RegistrationResponse response = read(",\"token_endpoint_auth_method\":[\"client_secret_post\"]");

        assertThat(response.tokenEndpointAuthMethod()).isEqualTo("client_secret_post");
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.ARRAY_FOR_STRING, "token_endpoint_auth_method", "array"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"a\",\"b\"]", "[]", "[7]", "[[\"a\"]]", "[\"\"]", "{\"a\":\"b\"}"})
    void response_authMethodOfAnotherShape_isAbsentWithDeviation(String value) throws JsonProblem {
        RegistrationResponse response = read(",\"token_endpoint_auth_method\":" + value);

        assertThat(response.tokenEndpointAuthMethod()).isNull();
        assertThat(response.deviations()).extracting(Deviation::code).containsExactly(DeviationCode.WRONG_TYPE);
    }
}
