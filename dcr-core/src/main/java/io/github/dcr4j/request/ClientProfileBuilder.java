package io.github.dcr4j.request;

import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what a client shall be able to do, and checks that it goes together. Not thread-safe. */
public final class ClientProfileBuilder {
    private final String consumer;

    @Nullable
    public List<String> redirectUris;

    public List<String> scopes = List.of();
    public ScopePolicy scopePolicy = ScopePolicy.REQUESTED;
    public boolean dropsRefusedScopes;

    @Nullable
    public List<String> grantTypes;

    @Nullable
    public List<String> responseTypes;

    public boolean leavesOutEmptyResponseTypes;

    @Nullable
    public List<TokenEndpointAuthMethod> authMethods;

    @Nullable
    public ClientAuthentication authentication;

    public boolean publicClient;
    public boolean pkceRequired;

    @Nullable
    public String applicationType;

    public String variant = "";
    public boolean loopbackPortMatters;

    /** Where the software statement comes from, if it is no member. */
    @Nullable
    public Supplier<String> softwareStatement;

    public final Map<String, Object> members = new LinkedHashMap<>();

    public ClientProfileBuilder(String consumer) {
        this.consumer = consumer;
    }

    /**
     * Returns the profile.
     *
     * @throws IllegalStateException if what was set does not go together
     */
    public ClientProfile build() {
        if (members.containsKey("jwks") && members.containsKey("jwks_uri")) {
            throw new IllegalStateException("set jwks or jwksUri, not both (RFC 7591, section 2)");
        }
        List<TokenEndpointAuthMethod> methods = authMethodsOrDefault();
        checkAbilities(methods);
        List<String> redirects = redirects();
        String type = applicationType != null ? applicationType : anyNative(redirects) ? "native" : "web";
        return new ClientProfile(
                redirects,
                scopes,
                scopePolicy,
                grantTypes,
                methods,
                authMethods != null,
                isPublic(),
                pkceRequired,
                type,
                variant,
                loopbackPortMatters,
                responseTypes,
                leavesOutEmptyResponseTypes,
                dropsRefusedScopes,
                authentication,
                Collections.unmodifiableMap(new LinkedHashMap<>(members)));
    }

    private static boolean anyNative(List<String> redirects) {
        for (String uri : redirects) {
            if (RedirectUris.isNative(uri)) {
                return true;
            }
        }
        return false;
    }

    /** A client that can only do without authentication is a public one, whichever way it was said. */
    private boolean isPublic() {
        return publicClient || List.of(TokenEndpointAuthMethod.NONE).equals(authMethods);
    }

    private void checkAbilities(List<TokenEndpointAuthMethod> methods) {
        if (isPublic() && grantTypes != null && grantTypes.contains("client_credentials")) {
            throw new IllegalStateException(
                    "grantTypes=" + grantTypes + " of a public client: client_credentials is for"
                            + " confidential clients only (RFC 6749, section 4.4)");
        }
        checkResponseTypes();
        if (authentication != null && members.containsKey("jwks")) {
            throw new IllegalStateException(
                    "set authentication or jwks, not both: the public keys of the authentication are registered");
        }
        boolean hasKeys = members.containsKey("jwks")
                || members.containsKey("jwks_uri")
                || (authentication != null && authentication.hasKeys());
        if (methods.equals(List.of(TokenEndpointAuthMethod.PRIVATE_KEY_JWT)) && !hasKeys) {
            throw new IllegalStateException("authMethods=[private_key_jwt] needs the client's public keys: set"
                    + " authentication, jwks or jwksUri (RFC 7591, section 2)");
        }
    }

    /** The two lists must agree (RFC 7591, section 2.1). */
    private void checkResponseTypes() {
        if (responseTypes == null) {
            return;
        }
        boolean codes = responseTypes.stream()
                .anyMatch(type -> List.of(type.split(" ", -1)).contains("code"));
        List<String> grants = grantTypes == null ? ClientProfile.DEFAULT_GRANTS : grantTypes;
        if (codes != grants.contains("authorization_code")) {
            throw new IllegalStateException("responseTypes=" + responseTypes + " and grantTypes=" + grants
                    + " disagree: a code goes with authorization_code, and with nothing else (RFC 7591, section 2.1)");
        }
    }

    private List<TokenEndpointAuthMethod> authMethodsOrDefault() {
        if (!publicClient) {
            return authMethods == null ? ClientProfile.authMethods(authentication) : authMethods;
        }
        if (authMethods != null && !authMethods.equals(List.of(TokenEndpointAuthMethod.NONE))) {
            throw new IllegalStateException(
                    "publicClient authenticates by none and nothing else; authMethods=" + authMethods);
        }
        return List.of(TokenEndpointAuthMethod.NONE);
    }

    private List<String> redirects() {
        boolean needed =
                (grantTypes == null ? ClientProfile.DEFAULT_GRANTS : grantTypes).contains("authorization_code");
        if (redirectUris != null && (!redirectUris.isEmpty() || !needed)) {
            return redirectUris;
        }
        if (!needed) {
            return List.of();
        }
        String byDefault = redirectUris == null ? RedirectUris.defaultFor(consumer) : null;
        if (byDefault == null) {
            throw new IllegalStateException("redirectUri is missing: the authorization code grant needs one, and"
                    + " none follows from consumer '" + RedirectUris.printable(consumer)
                    + "', which is no plain URL");
        }
        return List.of(RedirectUris.checked(byDefault));
    }
}
