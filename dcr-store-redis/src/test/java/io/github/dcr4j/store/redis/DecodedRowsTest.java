package io.github.dcr4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.testkit.DcrFixtures;
import org.junit.jupiter.api.Test;

class DecodedRowsTest {
    private final DecodedRows rows = new DecodedRows();
    private final DcrCredentials credentials =
            DcrFixtures.minimalCredentials(DcrFixtures.key("openid")).build();
    private final DcrKey key = credentials.key();

    @Test
    void find_theSameBytesUnderTheSameKey_isWhatWasDecoded() {
        rows.add(new byte[] {1, 2, 3}, credentials);

        assertThat(rows.find(key, new byte[] {1, 2, 3})).isSameAs(credentials);
    }

    @Test
    void find_otherBytes_isUnknown() {
        rows.add(new byte[] {1, 2, 3}, credentials);

        assertThat(rows.find(key, new byte[] {1, 2, 4})).isNull();
        assertThat(rows.find(key, new byte[] {1, 2})).isNull();
    }

    @Test
    void find_theSameBytesUnderAnotherKey_isUnknown() {
        rows.add(new byte[] {1, 2, 3}, credentials);

        for (int i = 0; i < 5_000; i++) {
            DcrKey other = DcrKey.builder("app-" + i, key.upstream()).build();
            assertThat(rows.find(other, new byte[] {1, 2, 3})).isNull();
        }
    }
}
