package io.github.dcr4j.conformance.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientKey;
import io.github.dcr4j.mcp.McpAuthorizationBuilder;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceRequest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the client was told before it started: nothing, or a client that was registered by hand. Immutable; prints no
 * secret.
 *
 * @param issuer of the server at which that client is registered; {@code null} if the user did not say
 * @param clientId its id
 * @param secret by which it authenticates
 * @param key by which it authenticates
 */
record ClientSetup(
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable Secret secret,
        @Nullable ClientKey key) {
    private static final ClientSetup UNKNOWN = new ClientSetup(null, null, null, null);

    static final String CONSUMER = "https://agent.example.com";

    /** Where the client's metadata document would be; the suite takes it for served. */
    private static final String DOCUMENT = "https://conformance-test.local/client-metadata.json";

    /** RFC 5915, section 3: publicKey, a bit string that ends with the uncompressed point. */
    private static final int P256_COORDINATE = 32;

    /** Reads the JSON that the suite hands over; {@code null} if there is none. */
    static ClientSetup read(@Nullable String json) throws IOException, GeneralSecurityException {
        if (json == null) {
            return UNKNOWN;
        }
        JsonNode context = new ObjectMapper().readTree(json);
        String clientId = text(context, "client_id").orElse(null);
        if (clientId == null) {
            return UNKNOWN;
        }
        String issuer = text(context, "issuer").orElse(null);
        String pem = text(context, "private_key_pem").orElse(null);
        if (pem != null) {
            return new ClientSetup(issuer, clientId, null, ClientKey.of("by-hand", keyPair(pem)));
        }
        return new ClientSetup(
                issuer, clientId, Secret.of(text(context, "client_secret").orElseThrow()), null);
    }

    private static Optional<String> text(JsonNode context, String name) {
        return Optional.ofNullable(context.get(name)).map(JsonNode::textValue);
    }

    /** The suite gives a private key on P-256 alone, whose PKCS #8 ends with its public half. */
    private static KeyPair keyPair(String pem) throws GeneralSecurityException {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        int x = der.length - 2 * P256_COORDINATE;
        int y = der.length - P256_COORDINATE;
        if (der[x - 1] != 4) {
            throw new GeneralSecurityException("the private key comes without its public half");
        }
        ECKey.Builder point = new ECKey.Builder(
                Curve.P_256,
                Base64URL.encode(Arrays.copyOfRange(der, x, y)),
                Base64URL.encode(Arrays.copyOfRange(der, y, der.length)));
        try {
            return new KeyPair(
                    point.build().toECPublicKey(),
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new GeneralSecurityException("the public half of the key is no point", e);
        }
    }

    /** Says how the client is to be: at whichever server, and at that of the client that was registered by hand. */
    void describe(McpAuthorizationBuilder authorization, DcrResolver resolver, String resource) {
        authorization.client(
                client -> client.clientName("dcr4j conformance client").clientIdDocument(DOCUMENT));
        if (key != null) {
            ClientAuthentication byKey =
                    ClientAuthentication.builder().keys(key).build();
            authorization.client(client -> client.authentication(byKey));
        }
        String id = clientId;
        if (id != null) {
            String server = issuer != null ? issuer : firstServer(resolver, resource);
            authorization.clientAt(server, client -> client.preRegistered(server, id, secret));
        }
    }

    /** The user did not say where that client is registered: at the first server that the resource names. */
    private static String firstServer(DcrResolver resolver, String resource) {
        return resolver.resourceMetadata(
                        ResourceRequest.builder(CONSUMER, resource).build())
                .authorizationServers()
                .get(0);
    }

    @Override
    public String toString() {
        return "ClientSetup[issuer=" + issuer + ", clientId=" + clientId + "]";
    }
}
