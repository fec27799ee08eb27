package io.github.dcr4j.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.fuzz.Addresses;
import io.github.dcr4j.fuzz.FixedTime;
import io.github.dcr4j.fuzz.Promise;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import java.time.Instant;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What holds of every client that a registration's answer is read as. */
final class RegisteredPromises {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NEVER_KEPT = List.of(
            "client_secret",
            "client_secret_expires_at",
            "client_id_issued_at",
            "registration_access_token",
            "registration_client_uri",
            "issuer");
    private static final Instant LATEST = Instant.ofEpochMilli(FixedTime.MILLIS).plusSeconds(100L * 365 * 24 * 60 * 60);
    private static final int TELLING = 16;

    private RegisteredPromises() {}

    static void check(RegistrationResponse response) {
        clientId(response.clientId());
        Secret secret = response.clientSecret();
        if (secret != null) {
            Promise.that(secret.reveal().matches("[\\x20-\\x7e]{1,4096}"), "a secret that cannot be sent");
        }
        time(response.clientSecretExpiresAt());
        time(response.clientIdIssuedAt());
        management(response.management(), EndpointUrl.ofOperator("own", "https://as.example.com/"));
        List<Deviation> deviations = response.deviations();
        Promise.that(deviations.size() <= 100, deviations.size() + " deviations");
        deviations.forEach(deviation -> Promise.fit("deviation", deviation.toString(), 600));
        registered(response);
        if (secret != null
                && secret.reveal().length() >= TELLING
                && !response.clientId().contains(secret.reveal())) {
            Promise.without("response", response.toString(), secret.reveal());
            deviations.forEach(deviation -> Promise.without("deviation", deviation.toString(), secret.reveal()));
        }
    }

    static void clientId(@Nullable String clientId) {
        if (clientId != null) {
            Promise.that(clientId.matches("[\\x20-\\x7e]{1,8192}"), "a client id of other characters, or too long");
        }
    }

    private static void time(@Nullable Instant time) {
        if (time != null) {
            Promise.that(!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST), "out of range: " + time);
        }
    }

    static void management(@Nullable DcrManagement management, EndpointUrl endpoint) {
        if (management == null) {
            return;
        }
        HttpUrl own = HttpUrl.get(endpoint.uri().toString());
        HttpUrl read = HttpUrl.parse(management.registrationClientUri().toString());
        boolean same = read != null
                && read.isHttps()
                && read.host().equals(own.host())
                && read.port() == own.port()
                && read.username().isEmpty();
        Promise.that(same, "managed at another origin");
        Promise.that(CallAuthorization.sendable(management.registrationAccessToken()), "a token that cannot be sent");
        Promise.fit("management", management.toString(), 2_500);
    }

    private static void registered(RegistrationResponse response) {
        JsonNode kept;
        try {
            kept = JSON.readTree(response.registeredMetadata());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the registered metadata cannot be read", e);
        }
        NEVER_KEPT.forEach(name -> Promise.that(!kept.has(name), "kept " + name));
        harmless(kept);
        if (kept instanceof ObjectNode object) {
            object.remove("client_id");
        }
        without(kept, response.clientSecret());
        DcrManagement management = response.management();
        without(kept, management == null ? null : management.registrationAccessToken());
    }

    private static void harmless(JsonNode kept) {
        for (JsonNode value : kept) {
            Promise.that(!value.isTextual() || !Addresses.runsAsScript(value.textValue()), "kept a script");
            if (value.isArray()) {
                harmless(value);
            }
        }
    }

    /** A short secret may also be the value of something else. */
    private static void without(JsonNode kept, @Nullable Secret secret) {
        if (secret == null || secret.reveal().length() < TELLING) {
            return;
        }
        for (JsonNode value : kept) {
            Promise.that(!value.asText().contains(secret.reveal()), "kept a secret");
            without(value, secret);
        }
    }
}
