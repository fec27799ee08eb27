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

/** What an answer says about managing the client (RFC 7592). */
class RegistrationResponseManagementTest {
    private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
    private static final EndpointUrl ENDPOINT = EndpointUrl.ofOperator("x", "https://as.example/t1/register");

    private static RegistrationResponse read(String members) throws JsonProblem {
        Members read = new Members(Json.object(("{\"client_id\":\"c1\"" + members + "}").getBytes(UTF_8)));
        IssuedClient client = IssuedClient.of(read, ENDPOINT);
        assertThat(client.problem()).isNull();
        return new RegistrationResponse(client, read, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "/t1/register/c1, https://as.example/t1/register/c1",
        "register/c1, https://as.example/t1/register/c1",
        "//as.example/c1, https://as.example/c1",
        "?id=c1, https://as.example/t1/register?id=c1"
    })
    void management_relativeAddress_isResolvedWithDeviation(String uri, String resolved) throws JsonProblem {
        RegistrationResponse response =
                read(",\"registration_access_token\":\"r-a-t\",\"registration_client_uri\":\"" + uri + "\"");

        assertThat(response.management()).isEqualTo(new DcrManagement("c1", URI.create(resolved), Secret.of("r-a-t")));
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.RELATIVE_URL, "registration_client_uri", "relative URL"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example/c1, foreign-url",
        "//evil.example/c1, foreign-url",
        "https://as.example:8443/c1, foreign-url",
        "https://as.example.evil.example/c1, foreign-url",
        "http://as.example/c1, unusable-url",
        "http://127.0.0.1/c1, unusable-url",
        "https://as.example@evil.example/c1, unusable-url",
        "https://as.example/c1#x, unusable-url",
        "file:///etc/passwd, unusable-url"
    })
    void management_addressElsewhere_isDropped(String uri, String code) throws JsonProblem {
        RegistrationResponse response =
                read(",\"registration_access_token\":\"r-a-t\",\"registration_client_uri\":\"" + uri + "\"");

        assertThat(response.management()).isNull();
        assertThat(response.deviations())
                .extracting(deviation -> deviation.code().code())
                .contains(code);
    }

    @Test
    void management_defaultPortSpelledOut_isTheSameOrigin() throws JsonProblem {
        RegistrationResponse response = read(
                ",\"registration_access_token\":\"r-a-t\",\"registration_client_uri\":\"https://AS.example:443/c1\"");

        assertThat(response.management()).isNotNull();
        assertThat(response.deviations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"registration_access_token\":\"r-a-t\"|registration_client_uri",
                "\"registration_client_uri\":\"https://as.example/c1\"|registration_access_token"
            })
    void management_oneHalfOnly_isNoneWithDeviation(String member, String missing) throws JsonProblem {
        RegistrationResponse response = read("," + member);

        assertThat(response.management()).isNull();
        assertThat(response.deviations())
                .containsExactly(new Deviation(DeviationCode.MANAGEMENT_INCOMPLETE, missing, "missing"));
    }

    @Test
    void management_tokenThatCannotBeSent_isNone() throws JsonProblem {
        RegistrationResponse response =
                read(",\"registration_access_token\":\"a\\nb\",\"registration_client_uri\":\"https://as.example/c1\"");

        assertThat(response.management()).isNull();
        assertThat(response.deviations())
                .extracting(deviation -> deviation.code().code())
                .containsExactly("unusable-token");
    }
}
