package io.github.dcr4j.conformance;

import io.github.dcr4j.rejection.Verification;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeAuthorizationServerBuilder;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.util.List;

/** A client at a server that is asked whether it still knows it. */
abstract class VerifyFixture {
    static FakeAuthorizationServerBuilder unmanaged() {
        return FakeAuthorizationServer.builder().withoutManagement();
    }

    static List<String> seen(Verification found) {
        return found.evidence().stream()
                .map(evidence -> evidence.source() + " " + evidence.says())
                .toList();
    }

    static int count(Fleet fleet, FakeEndpoint endpoint) {
        return fleet.server().at(endpoint).count();
    }
}
