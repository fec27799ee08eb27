package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwareStatementTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static String claiming(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8))
                + ".canary-signature";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exp\":1772366401}",
                "{\"exp\":1772366400.001}",
                "{\"exp\":17723664000000}",
                "{\"exp\":1e999999999}",
                "{\"exp\":\"1\"}",
                "{\"exp\":null}",
                "{}",
                "[1]",
                "no JSON"
            })
    void problem_hasNotExpiredOrCannotTell_isNone(String claims) {
        assertThat(SoftwareStatement.problem(claiming(claims), NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"exp\":1772366400}|(2026-03-01T12:00:00Z)",
                "{\"exp\":1772366399.999}|(2026-03-01T11:59:59Z)",
                "{\"exp\":0}|(1970-01-01T00:00:00Z)",
                "{\"exp\":-1e999999999}|expired by"
            })
    void problem_hasExpired_tellsBothTimesAndNothingElseOfIt(String claims, String told) {
        assertThat(SoftwareStatement.problem(claiming(claims), NOW))
                .contains("has expired", told, "2026-03-01T12:00:00Z", "have a new one issued")
                .doesNotContain("e30", "canary");
    }

    @Test
    void problem_longest_isSentAndOneMoreIsNot() {
        assertThat(SoftwareStatement.problem("s".repeat(64 * 1024), NOW)).isNull();
        assertThat(SoftwareStatement.problem("s".repeat(64 * 1024 + 1), NOW))
                .contains("65537 characters", "at most 65536")
                .doesNotContain("sss");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void problem_empty_isTold(String statement) {
        assertThat(SoftwareStatement.problem(statement, NOW)).contains("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary\n", " canary", "can\u00e4ry", "can\u0000ary"})
    void problem_characterThatNoStatementHas_isToldWithoutIt(String statement) {
        assertThat(SoftwareStatement.problem(statement, NOW))
                .contains("a character that no signed statement has")
                .doesNotContain("can", "ary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "a.b", "a.!.c", "a..c", ".", ".."})
    void problem_noJwtThatCanBeRead_isLeftToTheServer(String statement) {
        assertThat(SoftwareStatement.problem(statement, NOW)).isNull();
    }
}
