package io.github.dcr4j.testkit.server;

import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.RefusalException;
import io.github.dcr4j.testkit.http.Reply;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads, updates and deletes clients (RFC 7592, section 2). */
final class ManagementEndpoint implements Endpoint {
    /** What an update must not send (RFC 7592, section 2.2). */
    private static final Set<String> NOT_IN_UPDATE = Set.of(
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at");

    private final ServerTerms terms;
    private final ClientMetadataRules rules;
    private final ClientRegistry registry;

    ManagementEndpoint(ServerTerms terms, ClientMetadataRules rules, ClientRegistry registry) {
        this.terms = terms;
        this.rules = rules;
        this.registry = registry;
    }

    @Override
    public Reply answer(Call call) {
        if (!terms.management().offered()) {
            throw new RefusalException(Reply.empty(404));
        }
        Client client = authorized(call);
        return switch (call.method()) {
            case "GET" -> replaced(client, client);
            case "PUT" -> replaced(client, updated(client, RegistrationEndpoint.metadata(call)));
            case "DELETE" -> deleted(client);
            default -> Reply.empty(405).withHeader("Allow", "GET, PUT, DELETE");
        };
    }

    /** A client that does not exist and a wrong token look the same (RFC 7592, sections 2.1 to 2.3). */
    private Client authorized(Call call) {
        String token = call.bearerToken();
        return registry.all().stream()
                .filter(client -> token != null && !token.isEmpty() && isManagedBy(client, call, Secret.of(token)))
                .findFirst()
                .orElseThrow(ManagementEndpoint::unknown);
    }

    private static boolean isManagedBy(Client client, Call call, Secret token) {
        DcrManagement management = client.management();
        if (management == null) {
            return false;
        }
        URI uri = management.registrationClientUri();
        return call.path().equals(uri.getRawPath())
                && call.query().equals(uri.getRawQuery())
                && management.registrationAccessToken().equals(token);
    }

    private static RefusalException unknown() {
        return new RefusalException(
                RegistrationEndpoint.unauthorized("the client is unknown or the registration access token is wrong"));
    }

    private Client updated(Client client, Map<String, @Nullable Object> asked) {
        if (!client.id().equals(asked.get("client_id"))) {
            throw RefusalException.of("invalid_client_metadata", "client_id is not the client's");
        }
        if (asked.keySet().stream().anyMatch(NOT_IN_UPDATE::contains)) {
            throw RefusalException.of("invalid_client_metadata", "an update must not have any of " + NOT_IN_UPDATE);
        }
        Object given = asked.get("client_secret");
        Secret secret = client.secret();
        if (given != null && (secret == null || !secret.reveal().equals(given))) {
            throw RefusalException.of("invalid_client_metadata", "client_secret is not the client's");
        }
        Client next = client.withMetadata(rules.registered(asked));
        boolean sameMethod = next.text("token_endpoint_auth_method").equals(client.text("token_endpoint_auth_method"));
        return terms.management().renewsSecret() || !sameMethod ? registry.withNewSecret(next) : next;
    }

    /** Of two calls at the same time that replace the token, the second comes with one that is not valid any more. */
    private Reply replaced(Client client, Client changed) {
        Client next = terms.management().rotatesToken() ? registry.withNewToken(changed) : changed;
        if (!registry.replace(client, next)) {
            throw unknown();
        }
        return ClientInformation.reply(200, next);
    }

    private Reply deleted(Client client) {
        if (!registry.remove(client.id())) {
            throw unknown();
        }
        return Reply.empty(204).unstored();
    }
}
