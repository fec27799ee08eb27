package io.github.dcr4j.store.memory;

import io.github.dcr4j.api.PublicApi;
import org.junit.jupiter.api.Test;

/** The public API is the recorded one: a change of it is meant, and seen. */
class PublicApiTest {
    @Test
    void api_ofThisModule_isTheRecordedOne() {
        PublicApi.check(MemoryDcrCredentialStore.class);
    }
}
