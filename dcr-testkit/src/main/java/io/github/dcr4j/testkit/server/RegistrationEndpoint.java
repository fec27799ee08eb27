package io.github.dcr4j.testkit.server;

import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Json;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers clients (RFC 7591, section 3). */
final class RegistrationEndpoint implements Endpoint {
    private final ServerTerms terms;
    private final ClientMetadataRules rules;
    private final ClientRegistry registry;

    RegistrationEndpoint(ServerTerms terms, ClientMetadataRules rules, ClientRegistry registry) {
        this.terms = terms;
        this.rules = rules;
        this.registry = registry;
    }

    @Override
    public Reply answer(Call call) {
        Endpoint.require("POST", call);
        checkToken(call);
        return ClientInformation.reply(201, registry.register(rules.registered(metadata(call))));
    }

    private void checkToken(Call call) {
        Secret expected = terms.initialAccessToken();
        if (expected == null) {
            return;
        }
        String given = call.bearerToken();
        if (given == null || given.isEmpty() || !expected.equals(Secret.of(given))) {
            throw new RefusalException(unauthorized("the initial access token is missing or wrong"));
        }
    }

    /** RFC 6750, section 3. */
    static Reply unauthorized(String description) {
        return Reply.error(401, "invalid_token", description)
                .withHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    static Map<String, @Nullable Object> metadata(Call call) {
        if (!call.hasMediaType("application/json")) {
            throw new RefusalException(
                    Reply.error(415, "invalid_client_metadata", "the content type is not application/json"));
        }
        Map<String, @Nullable Object> asked = Json.members(call.body());
        if (asked == null) {
            throw RefusalException.of("invalid_client_metadata", "the body is not one JSON object");
        }
        return asked;
    }
}
