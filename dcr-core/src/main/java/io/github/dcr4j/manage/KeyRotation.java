package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.AUTHENTICATE;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.auth.RegisteredKeys;
import io.github.dcr4j.registration.RegistrationRequest;
import io.github.dcr4j.request.AuthenticationOffer;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.KeyMembers;
import io.github.dcr4j.request.RequestSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The next step from the keys that are registered for a client to those of its request. A step adds keys or withdraws
 * some, never both: a replica that still signs with the former key is accepted until the step after.
 */
final class KeyRotation {
    private final DcrCredentials client;
    private final ClientAuthentication authentication;
    private final AuthenticationOffer offer;

    private KeyRotation(DcrCredentials client, ClientAuthentication authentication, AuthenticationOffer offer) {
        this.client = client;
        this.authentication = authentication;
        this.offer = offer;
    }

    /**
     * Returns what an update changes; {@code null} if there is nothing to do, or the keys are at {@code jwks_uri},
     * where the caller publishes them.
     *
     * @throws DcrException if the client does not authenticate by a key, or the server takes none of the request's
     */
    static @Nullable RegistrationRequest changes(RequestSpec request, DcrCredentials client, Endpoints endpoints) {
        if (client.tokenEndpointAuthMethod() != TokenEndpointAuthMethod.PRIVATE_KEY_JWT
                || !request.authentication().hasKeys()) {
            throw DcrException.at(
                            AUTHENTICATE,
                            "client " + ForeignText.of(client.clientId()) + " authenticates by "
                                    + client.tokenEndpointAuthMethod().wireName()
                                    + (request.authentication().hasKeys() ? "" : ", the request has no keys")
                                    + ": only keys of private_key_jwt are rotated")
                    .exception();
        }
        if (!KeyMembers.possible(request.profile(), TokenEndpointAuthMethod.PRIVATE_KEY_JWT, endpoints.offer())) {
            throw KeyMembers.unsuitable(request.profile(), endpoints.offer());
        }
        return request.profile().members().containsKey("jwks_uri")
                ? null
                : new KeyRotation(client, request.authentication(), endpoints.offer()).next();
    }

    private @Nullable RegistrationRequest next() {
        RegisteredKeys registered = RegisteredKeys.of(client);
        List<ClientKey> ours = authentication.keys();
        List<Map<String, Object>> published =
                new ArrayList<>(ours.stream().map(ClientKey::publicJwk).toList());
        List<Map<String, Object>> former = registered.without(ours);
        boolean adds = !ours.stream().allMatch(registered::includes);
        if (adds) {
            published.addAll(former);
        } else if (former.isEmpty()) {
            return null;
        }
        RegistrationRequest.Builder changes =
                RegistrationRequest.builder().member(KeyMembers.KEYS, Map.of("keys", published));
        String algorithm = registered.algorithm();
        if (algorithm != null && !ours.get(0).algorithms().contains(algorithm)) {
            ours.get(0).algorithms().stream()
                    .filter(offer::takes)
                    .findFirst()
                    .ifPresent(name -> changes.member(KeyMembers.ALGORITHM, name));
        }
        return changes.build();
    }
}
