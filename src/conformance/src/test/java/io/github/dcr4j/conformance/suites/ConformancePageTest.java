package io.github.dcr4j.conformance.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that says which modules are followed lists the cases that there are, no more and no less. */
class ConformancePageTest {
    private static final Path PAGE = Path.of("../docs/conformance.md");
    private static final Pattern CASE = Pattern.compile("`((?:oidcc|rp|fapi1|auth|sep)_\\w+)`");

    @Test
    void page_cases_areThoseThatExist() throws IOException {
        List<String> listed = CASE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(cases());
    }

    private static List<String> cases() {
        return Stream.of(
                        OpenIdRelyingPartyTest.class,
                        OpenFinanceClientTest.class,
                        McpDiscoveryTest.class,
                        McpRegistrationTest.class)
                .flatMap(tests -> Arrays.stream(tests.getDeclaredMethods()))
                .map(Method::getName)
                .filter(name -> CASE.matcher("`" + name + "`").matches())
                .toList();
    }
}
