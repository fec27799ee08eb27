package io.github.dcr4j.request;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.registration.RegistrationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the client shall be able to do, and how it presents itself.
 *
 * @param redirectUris where the server may send the user back to; empty for grants that need none
 * @param scopes the caller's scopes, canonical; empty for none
 * @param scopePolicy which scopes the registration asks for
 * @param grantTypes the caller's grants; {@code null} for the default ones
 * @param authMethods what the caller can use
 * @param authMethodsOrdered whether the caller gave {@code authMethods}, and with them their order
 * @param publicClient whether it shall be a public client and nothing else
 * @param pkceRequired whether the server must say that it supports PKCE with S256
 * @param applicationType {@code native} or {@code web}
 * @param variant a name the caller added to tell apart what would be one client
 * @param loopbackPortMatters whether a loopback redirect URI with another port is another client
 * @param responseTypes the caller's response types; {@code null} for those that the grants need
 * @param leavesOutEmptyResponseTypes whether an empty list of them is not sent
 * @param dropsRefusedScopes whether scopes that the server refuses are left out
 * @param authentication the caller's keys or certificate; {@code null} if it gave none, and authenticates by itself
 *     with those methods
 * @param members every further member by its wire name, in the order given
 */
public record ClientProfile(
        List<String> redirectUris,
        List<String> scopes,
        ScopePolicy scopePolicy,
        @Nullable List<String> grantTypes,
        List<TokenEndpointAuthMethod> authMethods,
        boolean authMethodsOrdered,
        boolean publicClient,
        boolean pkceRequired,
        String applicationType,
        String variant,
        boolean loopbackPortMatters,
        @Nullable List<String> responseTypes,
        boolean leavesOutEmptyResponseTypes,
        boolean dropsRefusedScopes,
        @Nullable ClientAuthentication authentication,
        Map<String, Object> members) {
    static final List<String> DEFAULT_GRANTS = List.of("authorization_code", "refresh_token");
    static final List<TokenEndpointAuthMethod> DEFAULT_AUTH_METHODS = List.of(
            TokenEndpointAuthMethod.CLIENT_SECRET_BASIC,
            TokenEndpointAuthMethod.CLIENT_SECRET_POST,
            TokenEndpointAuthMethod.NONE);

    /** Returns the methods of a caller who names none: what it has keys or a certificate for, and then the others. */
    static List<TokenEndpointAuthMethod> authMethods(@Nullable ClientAuthentication authentication) {
        List<TokenEndpointAuthMethod> methods = new ArrayList<>();
        if (authentication != null && authentication.hasKeys()) {
            methods.add(TokenEndpointAuthMethod.PRIVATE_KEY_JWT);
        }
        if (authentication != null) {
            authentication.certificate().ifPresent(certificate -> methods.add(certificate.method()));
        }
        methods.addAll(DEFAULT_AUTH_METHODS);
        return List.copyOf(methods);
    }

    /**
     * Returns the key of this profile for {@code consumer} at {@code upstream}.
     *
     * @param document where its metadata is, if that is not where its issuer has them; else empty
     * @param ways what makes the ways besides registration others, in printable ASCII lines
     */
    DcrKey key(String consumer, String upstream, String document, List<String> ways) {
        return DcrKey.builder(consumer, upstream)
                .redirectUris(loopbackPortMatters ? redirectUris : withoutLoopbackPorts())
                .scopes(scopes)
                .profile(canonicalText(ways) + (document.isEmpty() ? "" : "\ndocument=" + document))
                .build();
    }

    /** Returns what it says beyond what the client can do: that is the key's, and stays as it is registered. */
    public RegistrationRequest said() {
        RegistrationRequest.Builder said = RegistrationRequest.builder();
        members.forEach(said::member);
        return said.build();
    }

    /**
     * Returns the redirect URIs to register: on loopback without a port as well, for a native application whose port
     * may be any.
     */
    List<String> registeredRedirectUris() {
        boolean anyPort = !loopbackPortMatters && applicationType.equals("native");
        return anyPort ? RedirectUris.withAnyPort(redirectUris) : redirectUris;
    }

    /** Returns whether the port of a redirect URI is that of one run of many. */
    boolean hasPortOfARun() {
        return !loopbackPortMatters && RedirectUris.anyOnLoopbackPort(redirectUris);
    }

    private List<String> withoutLoopbackPorts() {
        List<String> without = new ArrayList<>(redirectUris.size());
        for (String uri : redirectUris) {
            without.add(RedirectUris.withoutLoopbackPort(uri));
        }
        return without;
    }

    /** Returns the grants that the client cannot do without. */
    public List<String> neededGrants() {
        return grantTypes == null ? List.of("authorization_code") : grantTypes;
    }

    /** Returns the caller's grants, or the default ones. */
    public List<String> grantTypesOrDefault() {
        return grantTypes == null ? DEFAULT_GRANTS : grantTypes;
    }

    /** Returns the grants of a client that the server does not tell of, as far as they can be used there. */
    public List<String> usableGrants(Endpoints endpoints) {
        return grantTypesOrDefault().stream()
                .filter(grant -> endpoints.authorizationEndpoint() != null || !grant.equals("authorization_code"))
                .toList();
    }

    /** Returns whether a user is sent to the authorization endpoint. */
    public boolean needsAuthorizationEndpoint() {
        return neededGrants().contains("authorization_code");
    }

    /**
     * Returns the response types to register with {@code grants}. Where no grant needs one they are empty, which is
     * another thing than leaving them out: that means {@code code} (RFC 7591, section 2).
     */
    List<String> responseTypes(List<String> grants) {
        if (responseTypes != null) {
            return responseTypes;
        }
        return grants.contains("authorization_code") ? List.of("code") : List.of();
    }

    /** Returns the response types that the client cannot do without. */
    public List<String> neededResponseTypes() {
        List<String> grants = neededGrants();
        return grants.contains("authorization_code") ? responseTypes(grants) : List.of();
    }

    /** A digest of the members that are no presentation: the client's keys, and what the caller added. */
    private Optional<String> functionalMembers() {
        RegistrationRequest.Builder functional = RegistrationRequest.builder();
        boolean any = false;
        for (Map.Entry<String, Object> member : members.entrySet()) {
            if (!ClientMetadata.presentational(member.getKey())) {
                functional.member(member.getKey(), member.getValue());
                any = true;
            }
        }
        return any ? Optional.of(functional.build().digest()) : Optional.empty();
    }

    private static List<String> sorted(List<String> texts) {
        List<String> sorted = new ArrayList<>(texts);
        sorted.sort(null);
        return sorted;
    }

    /** What changes the client's abilities and has no place of its own in the key; every value is printable ASCII. */
    private String canonicalText(List<String> ways) {
        List<String> lines = new ArrayList<>();
        lines.add("client=" + (publicClient ? "public" : "confidential"));
        StringJoiner methods = new StringJoiner(",");
        for (TokenEndpointAuthMethod method : authMethods) {
            methods.add(method.wireName());
        }
        lines.add("auth=" + methods);
        // no grant holds a space, and none that is named is empty
        lines.add("grants=" + (grantTypes == null ? "" : String.join(" ", sorted(grantTypes))));
        lines.add("application=" + applicationType);
        lines.add("scope-policy=" + scopePolicy.name());
        lines.add("pkce=" + (pkceRequired ? "required" : "optional"));
        lines.add("software=" + members.getOrDefault("software_id", ""));
        lines.add("variant=" + variant);
        if (responseTypes != null) {
            lines.add("responses=" + String.join(",", sorted(responseTypes)));
        }
        if (leavesOutEmptyResponseTypes) {
            lines.add("empty-responses=left-out");
        }
        if (dropsRefusedScopes) {
            lines.add("refused-scopes=dropped");
        }
        functionalMembers().ifPresent(digest -> lines.add("members=" + digest));
        lines.addAll(ways);
        return String.join("\n", lines);
    }
}
