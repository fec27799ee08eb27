package io.github.dcr4j.store.memory;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.Secret;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrStoreProvider.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreProviderTest {
    private static Settings settings(String uri, Secret... keys) {
        return new Settings(URI.create(uri), List.of(keys), false, null, DcrClock.system(), event -> {});
    }

    private static DcrCredentialStore open(Settings settings) {
        return new FileStoreProvider().open(settings);
    }

    @Test
    void open_absolutePath_keepsThere(@TempDir Path directory) {
        Path file = directory.resolve("with space").resolve("clients.json");

        open(settings(file.toUri().toString())).save(credentials(key(), "a").build(), null, null);

        assertThat(file).exists();
    }

    @Test
    void open_schemeInCapitals_keepsThere(@TempDir Path directory) {
        Path file = directory.resolve("clients.json");

        open(settings("FILE:" + file.toUri().getRawPath()))
                .save(credentials(key(), "a").build(), null, null);

        assertThat(file).exists();
    }

    @Test
    void open_relativePath_isRelativeToWhereTheProgramRuns() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target"), "file store");
        Path file = directory.resolve("clients.json");

        // who else can write to where the tests are built is not what this is about
        open(settings("file:" + file.toString().replace('\\', '/').replace(" ", "%20") + "?trustDirectory=true"))
                .save(credentials(key(), "a").build(), null, null);

        assertThat(file).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file:/ | needs the path of a file",
                "file:somewhere/ | needs the path of a file",
                "file://host/clients.json | takes no host",
                "file:/clients.json?mode=1 | nothing behind it",
                "file:/clients.json?trustDirectory=false | nothing behind it",
                "file:clients.json?mode=1 | nothing behind it",
                "file:clients.json#one | nothing behind it"
            })
    void open_noPath_saysWhatToDo(String uri, String told) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(settings(uri)))
                .withMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Fb.json", "plain.json"})
    void open_othersCanWriteToTheDirectory_onlyIfItIsTrusted(String name, @TempDir Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        String uri = directory.toUri() + name;

        assertThatExceptionOfType(DcrStoreException.class)
                .isThrownBy(() -> open(settings(uri)))
                .withMessageContaining("trustDirectory");
        open(settings(uri + "?trustDirectory=true"))
                .save(credentials(key(), "a").build(), null, null);

        assertThat(directory.resolve(name.replace("%3F", "?"))).exists();
    }

    @Test
    void open_encryptionKeys_refusesThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(settings("file:clients.json", Secret.of("c2VjcmV0LWtleS1mb3ItYS10ZXN0"))))
                .withMessageContaining("in clear");
    }
}
