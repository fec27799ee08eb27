package io.github.dcr4j.micrometer;

import io.github.dcr4j.api.PublicApi;
import org.junit.jupiter.api.Test;

/** The public API is the recorded one: a change of it is meant, and seen. */
class PublicApiTest {
    @Test
    void api_ofThisModule_isTheRecordedOne() {
        PublicApi.check(DcrMetrics.class);
    }
}
