package io.github.dcr4j.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.json.JsonTree;
import io.github.dcr4j.json.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client's registration says of its keys.
 *
 * @param algorithm {@code token_endpoint_auth_signing_alg}; {@code null} if it says none
 * @param keys the keys of {@code jwks}; empty if they are at {@code jwks_uri}, or the server did not say
 * @see ClientAuthentication an example
 */
public record RegisteredKeys(@Nullable String algorithm, List<Map<String, Object>> keys) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final List<String> DEFINING = List.of("kty", "crv", "x", "y", "n", "e");

    /** Reads what is registered for {@code client}, as far as its server answered it. */
    public static RegisteredKeys of(DcrCredentials client) {
        JsonNode registered = tree(client.registeredMetadata());
        JsonNode algorithm = registered.path("token_endpoint_auth_signing_alg");
        List<Map<String, Object>> keys = new ArrayList<>();
        for (JsonNode key : registered.path("jwks").path("keys")) {
            if (key instanceof ObjectNode members) {
                keys.add(JsonValues.members(members));
            }
        }
        return new RegisteredKeys(algorithm.isTextual() ? algorithm.textValue() : null, List.copyOf(keys));
    }

    private static JsonNode tree(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return JsonTree.read(parser);
        } catch (IOException | NumberFormatException e) {
            // a record of another version, or by hand: nothing is known of it
            return MissingNode.getInstance();
        }
    }

    /** Returns whether it says that {@code key} is registered. */
    public boolean includes(ClientKey key) {
        return keys.stream().anyMatch(each -> isSame(each, key.publicJwk()));
    }

    /** Returns the registered keys that are none of {@code ours}. */
    public List<Map<String, Object>> without(List<ClientKey> ours) {
        return keys.stream()
                .filter(each -> ours.stream().noneMatch(key -> isSame(each, key.publicJwk())))
                .toList();
    }

    /** Returns whether {@code key} may be registered: it is, or what is registered is not known here. */
    boolean mayInclude(ClientKey key) {
        return keys.isEmpty() || includes(key);
    }

    /** Returns whether {@code key} can sign as is registered. */
    boolean allow(ClientKey key) {
        return algorithm == null || key.algorithms().contains(algorithm);
    }

    private static boolean isSame(Map<String, Object> registered, Map<String, Object> ours) {
        return DEFINING.stream().allMatch(name -> Objects.equals(registered.get(name), ours.get(name)));
    }

    /** Prints the algorithm, as it was registered but cleaned, and how many keys there are. */
    @Override
    public String toString() {
        return "RegisteredKeys[" + (algorithm == null ? "no algorithm" : ForeignText.printed(algorithm)) + ", "
                + keys.size() + " keys]";
    }
}
