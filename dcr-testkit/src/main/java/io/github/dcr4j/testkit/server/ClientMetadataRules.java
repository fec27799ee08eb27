package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.RefusalException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the metadata a client asks for and fills in what it leaves out (RFC 7591, section 2). Thread-safe. */
final class ClientMetadataRules {
    /** What only the server says about a client (RFC 7591, section 3.2.1; RFC 7592, section 3). */
    static final Set<String> SERVERS_OWN = Set.of(
            "client_id",
            "client_secret",
            "client_id_issued_at",
            "client_secret_expires_at",
            "registration_access_token",
            "registration_client_uri");

    private static final String INVALID_METADATA = "invalid_client_metadata";
    private static final Set<String> WITH_REDIRECT = Set.of("authorization_code", "implicit");

    private final ServerOffer offer;

    ClientMetadataRules(ServerOffer offer) {
        this.offer = offer;
    }

    /**
     * Returns what is registered for {@code asked}.
     *
     * @throws RefusalException if the server refuses it
     */
    Map<String, Object> registered(Map<String, @Nullable Object> asked) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            if (value != null && !SERVERS_OWN.contains(name)) {
                metadata.put(name, value);
            }
        });
        metadata.putIfAbsent("token_endpoint_auth_method", "client_secret_basic");
        metadata.putIfAbsent("grant_types", List.of("authorization_code"));
        List<String> grants = texts(metadata, "grant_types");
        metadata.putIfAbsent("response_types", grants.contains("authorization_code") ? List.of("code") : List.of());
        checkMethod(metadata);
        checkGrants(grants, texts(metadata, "response_types"));
        checkScope(metadata);
        checkRedirects(metadata, grants);
        return metadata;
    }

    private void checkMethod(Map<String, Object> metadata) {
        Object method = metadata.get("token_endpoint_auth_method");
        if (!(method instanceof String name) || !offer.authMethods().contains(name)) {
            throw RefusalException.of(INVALID_METADATA, "token_endpoint_auth_method is none of " + offer.authMethods());
        }
    }

    private void checkGrants(List<String> grants, List<String> responses) {
        if (grants.isEmpty() || !offer.grantTypes().containsAll(grants)) {
            throw RefusalException.of(INVALID_METADATA, "grant_types has others than " + offer.grantTypes());
        }
        if (!List.of("code").containsAll(responses)) {
            throw RefusalException.of(INVALID_METADATA, "response_types has others than code");
        }
        if (grants.contains("authorization_code") != responses.contains("code")) {
            throw RefusalException.of(INVALID_METADATA, "grant_types and response_types do not fit each other");
        }
    }

    private void checkScope(Map<String, Object> metadata) {
        Object scope = metadata.get("scope");
        if (scope == null) {
            return;
        }
        if (!(scope instanceof String text) || !Scopes.isWellFormed(text)) {
            throw RefusalException.of(INVALID_METADATA, "scope is no list of scope tokens with single spaces between");
        }
        if (!Scopes.within(offer.scopes(), Scopes.of(text))) {
            throw RefusalException.of(INVALID_METADATA, "scope has others than " + offer.scopes());
        }
    }

    private static void checkRedirects(Map<String, Object> metadata, List<String> grants) {
        boolean needed = grants.stream().anyMatch(WITH_REDIRECT::contains);
        if (!metadata.containsKey("redirect_uris") && !needed) {
            return;
        }
        List<String> uris = metadata.containsKey("redirect_uris") ? texts(metadata, "redirect_uris") : List.of();
        if (uris.isEmpty() && needed) {
            throw RefusalException.of("invalid_redirect_uri", "redirect_uris is missing or empty");
        }
        if (!uris.stream().allMatch(ClientMetadataRules::isRedirectUri)) {
            throw RefusalException.of(
                    "invalid_redirect_uri",
                    "redirect_uris has one that is not absolute, has a fragment, or is plain http beyond loopback");
        }
    }

    /** RFC 7591, section 2, and RFC 8252, sections 7.1 and 7.3. */
    private static boolean isRedirectUri(String text) {
        try {
            URI uri = new URI(text);
            if (!uri.isAbsolute() || uri.getRawFragment() != null) {
                return false;
            }
            return switch (uri.getScheme()) {
                case "https" -> uri.getHost() != null;
                case "http" -> RedirectUris.isLoopback(uri);
                default -> uri.getScheme().contains(".");
            };
        } catch (URISyntaxException notAUri) {
            return false;
        }
    }

    private static List<String> texts(Map<String, Object> metadata, String member) {
        if (metadata.get(member) instanceof Collection<?> values
                && values.stream().allMatch(String.class::isInstance)) {
            return values.stream().map(String.class::cast).toList();
        }
        String code = member.equals("redirect_uris") ? "invalid_redirect_uri" : INVALID_METADATA;
        throw RefusalException.of(code, member + " is no array of strings");
    }
}
