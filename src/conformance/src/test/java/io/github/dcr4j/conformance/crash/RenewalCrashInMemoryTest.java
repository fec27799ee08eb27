package io.github.dcr4j.conformance.crash;

import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import java.util.function.UnaryOperator;

/** In memory. */
class RenewalCrashInMemoryTest extends RenewalCrashContract {
    @Override
    CrashWorld open(FakeAuthorizationServerBuilder server, UnaryOperator<DcrRequestBuilder> request) {
        return CrashWorld.inMemory(server, request);
    }
}
