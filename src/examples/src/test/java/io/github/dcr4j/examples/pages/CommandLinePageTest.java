package io.github.dcr4j.examples.pages;

import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the page about command-line tools says of its file is so. */
@DisabledOnOs(OS.WINDOWS)
class CommandLinePageTest {
    private static final PageText PAGE = PageText.of("command-line.md");

    @TempDir
    private Path shared;

    private void resolve() {
        try (FileDcrCredentialStore store = FileDcrCredentialStore.open(shared.resolve("clients.json"));
                DcrResolver resolver = DcrResolver.builder(store).build()) {
            resolver.resolve(DcrRequest.builder("my-cli")
                    .upstreamIssuer("https://idp.example.com")
                    .redirectUri("http://127.0.0.1:40001/callback")
                    .publicClient()
                    .build());
        }
    }

    @Test
    void resolve_directoryThatOthersCanWriteTo_saysWhatIsShown() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

        PAGE.showsWhatComesOf(this::resolve, shared.toString(), "/srv/shared");
    }

    @Test
    void resolve_fileOfANewerVersion_saysWhatIsShown() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(shared.resolve("clients.json"), "{\"format\": 9, \"keys\": {}}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        PAGE.showsWhatComesOf(this::resolve, shared.toString(), "/srv/shared");
    }
}
