package io.github.dcr4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.dcr4j.resolver.Samples;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredSizeTest {
    private static final int LARGEST = 512 * 1024;

    @ParameterizedTest
    @CsvSource({"x, 1", "'\"', 2", "\\, 2", "\u00e9, 2", "\u20ac, 3"})
    void build_registeredMetadataAtTheLimit_isCountedAsItIsWritten(String character, int bytes) {
        String most = character.repeat(LARGEST / bytes);

        assertThatIllegalStateException()
                .isThrownBy(() -> Samples.credentials().registeredMetadata(most).build())
                .withMessageContaining("at most " + LARGEST + " can be stored");
        assertThat(Samples.credentials()
                        .registeredMetadata(most.substring(0, most.length() - 2_000))
                        .build()
                        .registeredMetadata())
                .hasSize(most.length() - 2_000);
    }

    @Test
    void build_manyScopes_areCounted() {
        List<String> scopes = Collections.nCopies(50_000, "scope-00001");

        assertThatIllegalStateException()
                .isThrownBy(() -> Samples.credentials().scopes(scopes).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> Samples.credentials().requestedScopes(scopes).build());
    }

    @Test
    void toBuilder_otherEndpoints_areNotCounted() {
        DcrCredentials credentials = Samples.credentials()
                .registeredMetadata("x".repeat(LARGEST - 2_000))
                .build();

        assertThat(credentials.toBuilder()
                        .issuer("https://idp.example.com/" + "x".repeat(10_000))
                        .build()
                        .issuer())
                .isPresent();
    }
}
