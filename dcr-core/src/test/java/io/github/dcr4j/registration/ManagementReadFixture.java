package io.github.dcr4j.registration;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import java.time.Instant;
import mockwebserver3.MockResponse;

/** A client that is read at a server. */
abstract class ManagementReadFixture extends ManagementFixture {
    static final Secret OLD_SECRET = Secret.of("old-secret-CANARY+/=");
    static final Secret OLD_TOKEN = Secret.of("old-token-CANARY");
    static final Instant OLD_EXPIRY = Instant.parse("2030-01-01T00:00:00Z");

    DcrManagement old() {
        return new DcrManagement("c1", address(), OLD_TOKEN);
    }

    ManagedClient known() {
        return new ManagedClient(old(), OLD_SECRET, OLD_EXPIRY);
    }

    ManagementResult read() {
        return client.read(known(), here(), LONG);
    }

    ManagementResult answered(int status, String body) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
        return read();
    }

    /** Returns an answer with the members that every answer should have, and others. */
    String whole(String members) {
        return "{\"client_id\":\"c1\",\"registration_client_uri\":\"" + address()
                + "\",\"registration_access_token\":\"new-token-CANARY\"" + members + "}";
    }
}
