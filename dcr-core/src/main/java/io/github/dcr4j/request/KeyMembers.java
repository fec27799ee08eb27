package io.github.dcr4j.request;

import static io.github.dcr4j.DcrException.Step.CHOOSE_AUTH_METHOD;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The members by which a registration tells the server of the client's keys or certificate: {@code jwks} and {@code
 * token_endpoint_auth_signing_alg} (RFC 7591, section 2; OpenID Connect Registration, section 2), or those of RFC 8705.
 */
public final class KeyMembers {
    public static final String ALGORITHM = "token_endpoint_auth_signing_alg";
    public static final String KEYS = "jwks";
    private static final List<String> OF_SECRETS = List.of("HS256", "HS384", "HS512");

    private KeyMembers() {}

    /**
     * Returns whether the caller can authenticate by {@code method} at a server that offers {@code offer}. What it has
     * to authenticate with by itself, without a {@link ClientAuthentication}, is not known here.
     */
    public static boolean possible(ClientProfile profile, TokenEndpointAuthMethod method, AuthenticationOffer offer) {
        ClientAuthentication authentication = profile.authentication();
        return switch (method) {
            case PRIVATE_KEY_JWT ->
                authentication == null || algorithm(authentication, offer).isPresent();
            case CLIENT_SECRET_JWT -> OF_SECRETS.stream().anyMatch(offer::takes);
            case TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH ->
                authentication == null
                        || authentication
                                .certificate()
                                .filter(each -> each.method() == method)
                                .isPresent();
            default -> true;
        };
    }

    /** Returns the algorithm to register: that of the key to sign with, which is the first that the server takes. */
    private static Optional<String> algorithm(ClientAuthentication authentication, AuthenticationOffer offer) {
        return authentication.hasKeys()
                ? authentication.keys().stream()
                        .flatMap(key -> key.algorithms().stream())
                        .filter(offer::takes)
                        .findFirst()
                : Optional.empty();
    }

    /** Returns what to register for {@code method}, by the names of the members; nothing that the caller has set. */
    static Map<String, Object> of(ClientProfile profile, TokenEndpointAuthMethod method, AuthenticationOffer offer) {
        Map<String, Object> members = new TreeMap<>();
        ClientAuthentication authentication = profile.authentication();
        if (method == TokenEndpointAuthMethod.CLIENT_SECRET_JWT) {
            OF_SECRETS.stream().filter(offer::takes).findFirst().ifPresent(name -> members.put(ALGORITHM, name));
        } else if (authentication != null && method == TokenEndpointAuthMethod.PRIVATE_KEY_JWT) {
            members.put(ALGORITHM, algorithm(authentication, offer).orElseThrow(() -> unsuitable(profile, offer)));
            members.put(KEYS, authentication.publicJwks());
        } else if (authentication != null && method.usesPrivateKey()) {
            authentication.certificate().ifPresent(certificate -> members.putAll(certificate.members()));
        }
        if (profile.members().containsKey("jwks_uri")) {
            members.remove(KEYS);
        }
        members.keySet().removeAll(profile.members().keySet());
        return members;
    }

    public static DcrException unsuitable(ClientProfile profile, AuthenticationOffer offer) {
        return DcrException.at(CHOOSE_AUTH_METHOD, "private_key_jwt is not possible: " + why(profile, offer))
                .exception();
    }

    /** Says why no key can be used, for operators. */
    static String why(ClientProfile profile, AuthenticationOffer offer) {
        ClientAuthentication authentication = profile.authentication();
        List<ClientKey> keys = authentication == null ? List.of() : authentication.keys();
        List<String> known = Stream.concat(Stream.of("ES256", "ES384", "ES512", "EdDSA", "Ed25519"), rsa())
                .filter(offer::takes)
                .toList();
        return "the server takes assertions by " + known
                + " (token_endpoint_auth_signing_alg_values_supported), and the client's keys are " + keys;
    }

    private static Stream<String> rsa() {
        return Stream.of("PS256", "PS384", "PS512", "RS256", "RS384", "RS512");
    }
}
