package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.protocol.RegistrationOutcome;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** The protocol alone, at a fake server. */
abstract class ProtocolFixture {
    static final Map<String, Object> METADATA =
            Map.of("redirect_uris", List.of("https://gateway.example.com/callback"));

    final FakeAuthorizationServer fake = FakeAuthorizationServer.start();
    final DcrProtocol protocol = DcrProtocol.builder().clock(fake.clock()).build();
    final ProtocolServer server = ProtocolServer.issuer(fake.issuer());

    @AfterEach
    void close() {
        protocol.close();
        fake.close();
    }

    RegistrationOutcome register() {
        return protocol.register(server, fake.registrationEndpoint(), METADATA);
    }

    RegistrationOutcome.Failed failed(RegistrationOutcome outcome) {
        RegistrationOutcome.Failed failed = (RegistrationOutcome.Failed) outcome;
        assertThatThrownBy(outcome::client).isSameAs(failed.failure());
        return failed;
    }
}
