package io.github.dcr4j.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The versions of the page are those of the build. */
class VersionsPageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            JDK                         | pom.xml                                          | <maven.compiler.release>
            Jackson (`jackson-databind`)| pom.xml                                          | <jackson.version>
            OkHttp (`okhttp-jvm`        | pom.xml                                          | <okhttp.version>
            SLF4J                       | pom.xml                                          | <slf4j.version>
            Caffeine                    | pom.xml                                          | <caffeine.version>
            Jedis                       | pom.xml                                          | <jedis.version>
            Micrometer                  | pom.xml                                          | <micrometer.version>
            Spring Boot                 | src/integrations/dcr-spring-boot-starter/pom.xml | <spring-boot.version>
            Nimbus OAuth SDK            | src/integrations/dcr-mcp/pom.xml                 | <artifactId>oauth2-oidc-sdk</artifactId> <version>
            MCP SDK                     | src/integrations/dcr-mcp/pom.xml                 | <artifactId>mcp-core</artifactId> <version>
            """)
    void row_ofTheTable_isWhatTheBuildHas(String what, String pom, String element) throws IOException {
        String page = Files.readString(PageText.DOCS.resolve("versions.md"));
        String shown = found(page, "^\\| " + Pattern.quote(what) + "[^|]*\\| ([^| ]+) \\|");
        String build = Files.readString(Path.of("../..").resolve(pom)).replaceAll(">\\s+<", "> <");

        assertThat(shown).isEqualTo(found(build, Pattern.quote(element) + "([^<]+)<"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
