package io.github.dcr4j.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSourceTest {
    @TempDir
    private Path directory = Path.of("");

    private static String refused(SecretSource source) {
        DcrException failure = catchThrowableOfType(DcrException.class, source::read);
        assertThat(failure.step()).isEqualTo(Step.CONFIGURE);
        assertThat(failure).hasMessageStartingWith("a configured secret is not there: ");
        return String.valueOf(failure.getMessage());
    }

    @Test
    void read_fileReplaced_isReadAnewWithoutWhiteSpaceAtItsEnds() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "  first-token-on-disk\n");
        SecretSource source = SecretSource.file(file);
        Secret first = source.read();
        Files.writeString(file, "second-token-on-disk");

        assertThat(first).isEqualTo(Secret.of("first-token-on-disk"));
        assertThat(source.read()).isEqualTo(Secret.of("second-token-on-disk"));
        assertThat(source).hasToString("SecretSource[file " + file + "]");
    }

    @Test
    void read_noFileThere_namesIt() {
        assertThat(refused(SecretSource.file(directory.resolve("absent"))))
                .contains(directory.resolve("absent") + " cannot be read: NoSuchFileException");
    }

    @Test
    void read_whatIsNoFile_isRefusedUnread() {
        assertThat(refused(SecretSource.file(directory))).endsWith("is no regular file");
    }

    @Test
    void read_tooLargeOrEmpty_isRefused() throws IOException {
        Path large = Files.writeString(directory.resolve("large"), "x".repeat(64 * 1024 + 1));
        Path empty = Files.writeString(directory.resolve("empty"), " \n");

        assertThat(refused(SecretSource.file(large))).endsWith("is larger than 64 KiB");
        assertThat(refused(SecretSource.file(empty))).endsWith("is empty");
    }

    @Test
    void read_variableNotSet_namesIt() {
        assertThat(refused(SecretSource.environment("DCR4J_TEST_NOT_SET")))
                .endsWith("environment variable DCR4J_TEST_NOT_SET is not set");
    }

    @Test
    void read_value_isAsItWasGivenAndNotPrinted() {
        SecretSource source = SecretSource.value(Secret.of(" given-secret-value "));

        assertThat(source.read()).isEqualTo(Secret.of(" given-secret-value "));
        assertThat(source).hasToString("SecretSource[a value]");
    }
}
