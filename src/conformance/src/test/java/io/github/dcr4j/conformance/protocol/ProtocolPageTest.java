package io.github.dcr4j.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.protocol.ClientInformation;
import io.github.dcr4j.protocol.DcrProtocol;
import io.github.dcr4j.protocol.ProtocolServer;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of the page about the protocol, line for line. */
class ProtocolPageTest {
    @Test
    void everyCall_asThePageShows_leavesNothingBehind() {
        try (FakeAuthorizationServer fake = FakeAuthorizationServer.start()) {
            changed(fake.issuer());

            assertThat(fake.at(FakeEndpoint.MANAGEMENT).calls().get(1).json())
                    .containsEntry("client_name", "Gateway of today");
            assertThat(fake.clients()).isEmpty();
        }
    }

    private static void changed(String issuer) {
        try (DcrProtocol protocol = DcrProtocol.create()) {
            ProtocolServer server = ProtocolServer.issuer(issuer);
            URI endpoint = protocol.metadata(server).registrationEndpoint().orElseThrow();
            Map<String, Object> wanted = new LinkedHashMap<>();
            wanted.put("client_name", "Gateway");
            wanted.put("redirect_uris", List.of("https://gateway.example.com/callback"));

            ClientInformation client =
                    protocol.register(server, endpoint, wanted).client(); // throws if there is none
            client = protocol.read(server, client).client(); // with another token, where the server replaces it
            wanted.putAll(client.metadata());
            wanted.put("client_name", "Gateway of today");
            client = protocol.update(server, client, wanted).client();

            protocol.delete(server, client).ensureGone();
        }
    }
}
