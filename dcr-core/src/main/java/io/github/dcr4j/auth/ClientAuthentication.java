package io.github.dcr4j.auth;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.TokenEndpointAuthMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates a client by any of the registered methods: what {@link DcrCredentials#authenticate} does, and what
 * takes a key or a certificate besides.
 *
 * <ul>
 *   <li>{@code private_key_jwt} and {@code client_secret_jwt}: an assertion in the form field {@code client_assertion}
 *       (RFC 7523, section 2.2), signed with one of the {@linkplain ClientAuthenticationBuilder#keys keys} or with the
 *       secret;
 *   <li>{@code tls_client_auth} and {@code self_signed_tls_client_auth}: the form field {@code client_id} (RFC 8705,
 *       section 2); the certificate is presented by the caller's HTTP client.
 * </ul>
 *
 * <p>Give it to the request as well ({@code DcrRequestBuilder.authentication}): the client is registered with the
 * public keys then. Thread-safe; it prints neither keys nor secrets.
 *
 * <pre>{@code
 * ClientAuthentication authentication = ClientAuthentication.builder()
 *         .keys(ClientKey.of("2026-12", next), ClientKey.of("2026-11", former)) // the first one signs
 *         .build();
 * authentication.authenticate(client, headers::put, form::put); // puts it on a request
 * }</pre>
 */
public final class ClientAuthentication {
    private static final ClientAuthentication WITHOUT_KEYS = builder().build();

    private final @Nullable Supplier<List<ClientKey>> keys;
    private final @Nullable ClientCertificate certificate;
    private final boolean audienceIsTokenEndpoint;
    private final Duration assertionLife;
    private final KeyCalls calls;
    private final DcrClock clock;

    ClientAuthentication(ClientAuthenticationBuilder settings) {
        keys = settings.keys;
        certificate = settings.certificate;
        audienceIsTokenEndpoint = settings.audienceIsTokenEndpoint;
        assertionLife = settings.assertionLife;
        calls = new KeyCalls(settings.clock, settings.signingTimeout);
        clock = settings.clock;
    }

    /** Starts one that has neither keys nor a certificate. */
    public static ClientAuthenticationBuilder builder() {
        return new ClientAuthenticationBuilder();
    }

    /** Returns one for the methods that take no more than the client's id and secret. */
    public static ClientAuthentication withoutKeys() {
        return WITHOUT_KEYS;
    }

    /** Returns whether there is where keys come from. */
    public boolean hasKeys() {
        return keys != null;
    }

    /**
     * Returns the keys as they are now, the one to sign with first; empty if there are none.
     *
     * @throws DcrException at {@link Step#AUTHENTICATE} if the supplier failed, took too long, or returned no keys
     */
    public List<ClientKey> keys() {
        if (keys == null) {
            return List.of();
        }
        return checked(calls.answer("the supplier of the client's keys", "returned no list", keys::get));
    }

    /**
     * Returns the public halves of the keys as a JWK Set (RFC 7517, section 5), to be registered or served at
     * {@code jwks_uri}.
     */
    public Map<String, Object> publicJwks() {
        return Map.of("keys", keys().stream().map(ClientKey::publicJwk).toList());
    }

    /** Returns the certificate of the caller's HTTP client. */
    public Optional<ClientCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    static List<ClientKey> checked(List<ClientKey> given) {
        List<String> ids;
        try {
            ids = given.stream().map(ClientKey::keyId).toList();
        } catch (NullPointerException e) {
            throw AuthenticationFailure.lasting("one of the client's keys is null");
        }
        if (ids.isEmpty()) {
            throw AuthenticationFailure.lasting("there is no key: give at least one");
        }
        if (ids.stream().distinct().count() < ids.size()) {
            throw AuthenticationFailure.lasting("two of the client's keys have one kid: give each its own");
        }
        return List.copyOf(given);
    }

    /**
     * Returns the keys by which {@code client} can authenticate now: those of {@link #keys()} that are registered for
     * it, as far as its server said. For another method than {@code private_key_jwt} they are empty.
     *
     * @throws DcrException at {@link Step#AUTHENTICATE} if there is none, and as {@link #keys()} does
     */
    public List<ClientKey> keysFor(DcrCredentials client) {
        if (client.tokenEndpointAuthMethod() != TokenEndpointAuthMethod.PRIVATE_KEY_JWT) {
            return List.of();
        }
        if (!hasKeys()) {
            throw AuthenticationFailure.lasting(
                    named(client) + " authenticates by private_key_jwt, and no keys are given");
        }
        List<ClientKey> all = keys();
        RegisteredKeys registered = RegisteredKeys.of(client);
        List<ClientKey> known = all.stream().filter(registered::mayInclude).toList();
        if (known.isEmpty()) {
            throw AuthenticationFailure.lasting("none of the keys " + all + " is registered for " + named(client)
                    + ": have them registered (DcrOperations.rotateKeys) while the former key is among them");
        }
        List<ClientKey> usable = known.stream().filter(registered::allow).toList();
        if (usable.isEmpty() && client.way() == Way.DOCUMENT) {
            return known; // the document names the keys of now, and no algorithm
        }
        if (usable.isEmpty()) {
            throw AuthenticationFailure.lasting(named(client) + " is registered to sign with "
                    + ForeignText.printed(String.valueOf(registered.algorithm()))
                    + " (token_endpoint_auth_signing_alg), and none of the keys can: " + known);
        }
        return usable;
    }

    /**
     * Puts the client's authentication on a request to its token endpoint, or another endpoint that wants the same. See
     * {@link DcrCredentials#authenticate} for what is done with header and form.
     *
     * @param header takes the name and the value of a header
     * @param formField takes the name and the value of a form field
     * @throws DcrException at {@link Step#AUTHENTICATE} if there is no key that fits, or signing failed; neither a
     *     header nor a field was set then
     */
    public void authenticate(
            DcrCredentials client, BiConsumer<String, String> header, BiConsumer<String, String> formField) {
        switch (client.tokenEndpointAuthMethod()) {
            case PRIVATE_KEY_JWT -> authenticate(client, keysFor(client).get(0), formField);
            case CLIENT_SECRET_JWT -> put(client, SecretAssertion.of(client, this::unsigned), formField);
            case TLS_CLIENT_AUTH, SELF_SIGNED_TLS_CLIENT_AUTH -> formField.accept("client_id", client.clientId());
            default -> client.authenticate(header, formField);
        }
    }

    /**
     * Puts the authentication by {@code key} on a request.
     *
     * @param key one of {@link #keysFor}
     * @throws DcrException as the other method does
     */
    public void authenticate(DcrCredentials client, ClientKey key, BiConsumer<String, String> formField) {
        put(client, signed(client, key), formField);
    }

    private static void put(DcrCredentials client, String assertion, BiConsumer<String, String> formField) {
        formField.accept("client_id", client.clientId());
        formField.accept("client_assertion_type", ClientAssertion.TYPE);
        formField.accept("client_assertion", assertion);
    }

    private ClientAssertion unsigned(DcrCredentials client, String algorithm, @Nullable String keyId) {
        String endpoint = client.tokenEndpoint().toString();
        String audience = audienceIsTokenEndpoint ? endpoint : client.issuer().orElse(endpoint);
        return ClientAssertion.of(client, audience, algorithm, keyId, clock, assertionLife);
    }

    private String signed(DcrCredentials client, ClientKey key) {
        String registered = RegisteredKeys.of(client).algorithm();
        List<String> possible = key.algorithms();
        boolean bound = registered != null && (client.way() != Way.DOCUMENT || possible.contains(registered));
        String name = registered == null || !bound ? possible.get(0) : registered;
        JwsAlgorithm algorithm = JwsAlgorithm.ofName(name);
        if (algorithm == null || !possible.contains(name)) {
            throw AuthenticationFailure.lasting(key + " cannot sign with " + ForeignText.printed(name)
                    + ", for which the client is registered (token_endpoint_auth_signing_alg)");
        }
        ClientAssertion assertion = unsigned(client, name, key.keyId());
        return assertion.signed(calls.signature(key, algorithm, assertion.signingInput()));
    }

    private static String named(DcrCredentials client) {
        return "client " + ForeignText.of(client.clientId());
    }

    @Override
    public String toString() {
        return "ClientAuthentication[" + (hasKeys() ? "keys" : "no keys") + ", "
                + (certificate == null ? "no certificate" : certificate) + "]";
    }
}
