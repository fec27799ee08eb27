package io.github.dcr4j.request;

import static io.github.dcr4j.DcrException.Step.REGISTER;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.registration.RegistrationRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a registration asks for at one server.
 *
 * @param endpoints the server
 * @param method how the client will authenticate
 * @param grantTypes the grants asked for
 * @param scopes the scopes asked for; {@code null} when the member is left out
 * @param request all of it, as it is sent
 */
public record RegistrationPlan(
        Endpoints endpoints,
        TokenEndpointAuthMethod method,
        List<String> grantTypes,
        @Nullable List<String> scopes,
        RegistrationRequest request) {
    private static final String OPENID = "openid";

    /** Returns the plan for {@code profile}. */
    public static RegistrationPlan of(ClientProfile profile, Endpoints endpoints, TokenEndpointAuthMethod method) {
        List<String> grants = grants(profile, endpoints);
        List<String> scopes = scopes(profile, endpoints);
        RegistrationRequest request = request(profile, endpoints, method, grants, scopes);
        String unreadable = request.unreadable();
        if (unreadable != null) {
            throw DcrException.at(
                            REGISTER,
                            "the answer to such a registration could not be read or kept, so it is not sent: "
                                    + unreadable
                                    + "; name the scopes that are needed instead of all that the server lists, "
                                    + (scopes == null ? 0 : scopes.size()))
                    .exception();
        }
        return new RegistrationPlan(endpoints, method, grants, scopes, request);
    }

    /** Returns the plan of a client that is there already: what {@code base} have is what it shall have. */
    public static RegistrationPlan keeping(DcrCredentials base, ClientProfile profile, Endpoints endpoints) {
        RegistrationPlan anew = of(profile, endpoints, base.tokenEndpointAuthMethod());
        return new RegistrationPlan(
                endpoints,
                anew.method,
                base.grantTypes().isEmpty() ? anew.grantTypes : base.grantTypes(),
                base.scopes().isEmpty() ? orNull(base.requestedScopes()) : base.scopes(),
                request(profile, endpoints, anew.method, anew.grantTypes, orNull(base.requestedScopes())));
    }

    /**
     * Returns what to ask for when the server has refused the scopes: the same without an {@code openid} that the
     * caller did not name, then without any scope if the request says so. {@code null} when there is nothing that may
     * be left out.
     */
    @Nullable
    public RegistrationPlan withoutRefusedScopes(ClientProfile profile) {
        if (scopes == null) {
            return null;
        }
        if (scopes.contains(OPENID) && !profile.scopes().contains(OPENID)) {
            return asking(
                    profile,
                    scopes.stream().filter(scope -> !scope.equals(OPENID)).toList());
        }
        return profile.dropsRefusedScopes() ? asking(profile, List.of()) : null;
    }

    private RegistrationPlan asking(ClientProfile profile, List<String> fewer) {
        List<String> asked = orNull(fewer);
        RegistrationRequest without =
                request(profile, endpoints, method, grantTypes, asked).with("redirect_uris", request.redirectUris());
        return new RegistrationPlan(endpoints, method, grantTypes, asked, without);
    }

    /**
     * Returns what to ask for when the server has refused a redirect URI, or has not said what it refuses: the same
     * with the redirect URIs that the caller gave, and none without a port. {@code null} when there are no others.
     */
    @Nullable
    public RegistrationPlan withGivenRedirectUris(ClientProfile profile) {
        return request.redirectUris().equals(profile.redirectUris())
                ? null
                : new RegistrationPlan(
                        endpoints, method, grantTypes, scopes, request.with("redirect_uris", profile.redirectUris()));
    }

    /**
     * Returns a digest of what the caller wants, whatever the server.
     *
     * @throws IllegalStateException if it is too much for an answer that repeats it
     */
    static String digest(ClientProfile profile) {
        List<String> grants = profile.grantTypes() == null ? ClientProfile.DEFAULT_GRANTS : profile.grantTypes();
        RegistrationRequest request = request(profile, null, null, grants, profile.scopes());
        String unreadable = request.unreadable();
        if (unreadable != null) {
            throw new IllegalStateException(
                    "the answer to such a registration could not be read or kept: " + unreadable + "; ask for less");
        }
        return request.digest();
    }

    /** Returns what a client says of itself to every server. */
    static RegistrationRequest ofDocument(ClientProfile profile, TokenEndpointAuthMethod method) {
        List<String> grants = profile.grantTypes() == null ? ClientProfile.DEFAULT_GRANTS : profile.grantTypes();
        RegistrationRequest.Builder document = RegistrationRequest.builder();
        Map<String, Object> keys = KeyMembers.of(profile, method, AuthenticationOffer.UNKNOWN);
        keys.remove(KeyMembers.ALGORITHM); // servers differ in what they take
        keys.forEach(document::member);
        request(profile, null, method, grants, profile.scopes()).members().forEach(document::member);
        return document.build();
    }

    /** The default grants are asked for only where the server does not list its grants without them. */
    private static List<String> grants(ClientProfile profile, Endpoints endpoints) {
        if (profile.grantTypes() != null) {
            return profile.grantTypes();
        }
        List<String> listed = endpoints.grantTypes();
        return listed == null || listed.contains("refresh_token")
                ? ClientProfile.DEFAULT_GRANTS
                : List.of("authorization_code");
    }

    private static @Nullable List<String> scopes(ClientProfile profile, Endpoints endpoints) {
        List<String> asked = switch (profile.scopePolicy()) {
            case REQUESTED -> profile.scopes();
            // a list holds what a server put there
            case SERVER_LIST ->
                endpoints.scopes().stream().filter(Scopes::allowed).toList();
            case OMIT -> List.of();
        };
        return orNull(asked);
    }

    private static @Nullable List<String> orNull(List<String> scopes) {
        return scopes.isEmpty() ? null : scopes;
    }

    private static RegistrationRequest request(
            ClientProfile profile,
            @Nullable Endpoints endpoints,
            @Nullable TokenEndpointAuthMethod method,
            List<String> grants,
            @Nullable List<String> scopes) {
        RegistrationRequest.Builder request = RegistrationRequest.builder();
        request.redirectUris(profile.registeredRedirectUris());
        if (method != null) {
            request.member("token_endpoint_auth_method", method.wireName());
        }
        request.member("grant_types", grants);
        List<String> responses = profile.responseTypes(grants);
        if (!responses.isEmpty() || !profile.leavesOutEmptyResponseTypes()) {
            request.member("response_types", responses);
        }
        if (scopes != null && !scopes.isEmpty()) {
            request.member("scope", String.join(" ", scopes));
        }
        request.member("application_type", profile.applicationType());
        addAll(request, profile.members());
        if (endpoints != null && method != null) {
            addAll(request, KeyMembers.of(profile, method, endpoints.offer()));
        }
        return request.build();
    }

    private static void addAll(RegistrationRequest.Builder request, Map<String, Object> members) {
        for (Map.Entry<String, Object> member : members.entrySet()) {
            request.member(member.getKey(), member.getValue());
        }
    }
}
