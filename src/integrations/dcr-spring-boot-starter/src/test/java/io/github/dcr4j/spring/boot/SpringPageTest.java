package io.github.dcr4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page says what is there. Its YAML is run by {@link ApplicationIT}. */
class SpringPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "spring.md");
    private static final Path APPLICATION =
            Path.of("src/test/java/io/github/dcr4j/spring/boot/app/OrdersApplication.java");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void application_isTheOneThatIsStarted() throws IOException {
        Matcher java = JAVA.matcher(Files.readString(PAGE));

        assertThat(java.find()).isTrue();
        assertThat(Files.readString(APPLICATION)).contains(java.group(1));
    }

    @Test
    void properties_areAllNamed() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(KnownProperties.of(DcrProperties.class))
                .allSatisfy(property -> assertThat(page).contains("dcr." + property));
        assertThat(KnownProperties.of(DcrStoreProperties.class))
                .allSatisfy(property -> assertThat(page).containsPattern("[`.]" + property + "`"));
        assertThat(KnownProperties.of(DcrUpstreamProperties.class))
                .allSatisfy(property -> assertThat(page).contains("`" + property + "`"));
    }
}
