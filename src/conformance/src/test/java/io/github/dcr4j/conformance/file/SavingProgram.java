package io.github.dcr4j.conformance.file;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Saves one generation upon the other, and prints the version of each, until its input ends, so that it never outlives
 * who started it.
 */
final class SavingProgram {
    static final DcrKey KEY = key("openid");

    private SavingProgram() {}

    public static void main(String[] arguments) {
        Thread watch = new Thread(SavingProgram::endWithInput);
        watch.setDaemon(true);
        watch.start();
        try (FileDcrCredentialStore store = open(Path.of(arguments[0]))) {
            while (true) {
                long version = saveOnce(store);
                if (version > 0) {
                    System.out.println(version);
                }
            }
        }
    }

    static FileDcrCredentialStore open(Path file) {
        return FileDcrCredentialStore.builder(file)
                .patience(Duration.ofSeconds(60))
                .build();
    }

    /** Saves upon what is current and returns the version, 0 if somebody else was first. */
    static long saveOnce(FileDcrCredentialStore store) {
        DcrCredentials current = store.find(KEY);
        DcrCredentials next = credentials(KEY, "client of a test").build();
        SaveResult result = store.save(next, current == null ? null : current.generation(), null);
        return result instanceof SaveResult.Saved saved ? saved.stored().version() : 0;
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever said
            }
        } catch (IOException e) {
            // it has ended
        }
        Runtime.getRuntime().halt(0);
    }
}
