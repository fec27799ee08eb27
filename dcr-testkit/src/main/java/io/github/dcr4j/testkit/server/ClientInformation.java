package io.github.dcr4j.testkit.server;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.http.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The client information response (RFC 7591, section 3.2.1; RFC 7592, section 3). */
final class ClientInformation {
    private ClientInformation() {}

    static Reply reply(int status, Client client) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("client_id", client.id());
        members.put("client_id_issued_at", client.issuedAt().getEpochSecond());
        Secret secret = client.secret();
        if (secret != null) {
            Instant end = client.secretExpiresAt();
            members.put("client_secret", secret.reveal());
            members.put("client_secret_expires_at", end == null ? 0 : end.getEpochSecond());
        }
        members.putAll(client.metadata());
        DcrManagement management = client.management();
        if (management != null) {
            members.put(
                    "registration_client_uri",
                    management.registrationClientUri().toString());
            members.put(
                    "registration_access_token",
                    management.registrationAccessToken().reveal());
        }
        return Reply.json(status, members).unstored();
    }
}
