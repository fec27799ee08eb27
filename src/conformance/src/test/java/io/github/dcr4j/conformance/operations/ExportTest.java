package io.github.dcr4j.conformance.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.KnownClient;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import org.junit.jupiter.api.Test;

/** A stored client is handed on, so that it goes on with its id in another store. */
class ExportTest {
    @Test
    void export_intoAnotherStore_isTheSameClient() {
        try (OperatedClient at = OperatedClient.rotating();
                MemoryDcrCredentialStore other = MemoryDcrCredentialStore.create();
                DcrResolver successor =
                        DcrResolver.builder(other).clock(at.kit().clock()).build()) {
            at.operations().read(at.request());

            KnownClient exported = at.operations().export(at.request());
            successor.operations().adopt(at.request(), exported);
            DcrCredentials moved = successor.resolve(at.request());
            String told = successor.operations().read(at.request());

            assertThat(moved.clientId()).isEqualTo(at.first().clientId());
            assertThat(moved.clientSecret()).isEqualTo(at.first().clientSecret());
            assertThat(moved.clientSecretExpiresAt()).isEqualTo(at.first().clientSecretExpiresAt());
            assertThat(told).contains("\"client_name\":\"before\"");
            assertThat(at.sent()).containsExactly("GET", "GET");
        }
    }

    @Test
    void export_printed_hasNoSecret() {
        try (OperatedClient at = OperatedClient.steady()) {
            assertThat(at.operations().export(at.request()).toString())
                    .contains(at.first().clientId())
                    .doesNotContain(at.first().clientSecret().orElseThrow().reveal())
                    .doesNotContain(
                            at.storedManagement().registrationAccessToken().reveal());
        }
    }

    @Test
    void export_nothingStored_fails() {
        try (OperatedClient at = OperatedClient.steady()) {
            at.kit().store().remove(at.request().key());

            DcrException failure = catchThrowableOfType(
                    DcrException.class, () -> at.operations().export(at.request()));

            assertThat(failure.step()).isEqualTo(Step.MANAGE);
            assertThat(failure).hasMessageContaining("no client is stored");
        }
    }
}
