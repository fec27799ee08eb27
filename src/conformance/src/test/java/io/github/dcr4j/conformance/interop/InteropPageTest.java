package io.github.dcr4j.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.json.DeviationCode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The page that tells users what is tolerated lists what is tested, no more and no less. */
class InteropPageTest {
    private static final Path PAGE = Path.of("../docs/interop.md");
    private static final Pattern TEST_NAME = Pattern.compile("\\| `([a-zA-Z0-9]+_\\w+)` \\|$", Pattern.MULTILINE);

    @Test
    void page_tests_areThoseThatExist() throws IOException {
        List<String> listed = TEST_NAME
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replaceAll("[|` ]", ""))
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(testNames());
    }

    @Test
    void page_codes_areAllNamed() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(DeviationCode.values()).allSatisfy(code -> assertThat(page).contains("`" + code.code() + "`"));
    }

    private static Set<String> testNames() {
        return Stream.of(
                        DiscoveryBehaviourTest.class,
                        RegistrationEndpointBehaviourTest.class,
                        ServerMetadataBehaviourTest.class,
                        RegistrationBehaviourTest.class,
                        InitialAccessTokenBehaviourTest.class,
                        AnswerBehaviourTest.class,
                        AnswerFormBehaviourTest.class,
                        ExpiryBehaviourTest.class,
                        RedirectUriBehaviourTest.class,
                        ManagementBehaviourTest.class)
                .flatMap(tests -> Arrays.stream(tests.getDeclaredMethods()))
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }
}
