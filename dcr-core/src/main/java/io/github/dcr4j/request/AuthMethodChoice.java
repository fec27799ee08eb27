package io.github.dcr4j.request;

import static io.github.dcr4j.DcrException.Step.CHOOSE_AUTH_METHOD;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_BASIC;
import static io.github.dcr4j.TokenEndpointAuthMethod.CLIENT_SECRET_POST;
import static io.github.dcr4j.TokenEndpointAuthMethod.NONE;
import static io.github.dcr4j.TokenEndpointAuthMethod.PRIVATE_KEY_JWT;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.advice.AdvisedOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses how the client will authenticate: the first of the caller's methods that the server supports. Where the
 * caller gave no order, {@code client_secret_post} goes before {@code client_secret_basic} if the server lists it
 * first: servers exist that list both and read only the first. No other method moves, so {@code none} listed first
 * makes no client public.
 *
 * <p>A public client asks for {@code none} also where the server does not list it: what it lists are methods of
 * authentication (RFC 8414, section 2), and servers that have public clients leave out that there is none.
 */
public final class AuthMethodChoice {
    private AuthMethodChoice() {}

    /** Returns what to do about a server that does not say that it supports PKCE. */
    public static String pkceAdvice(Endpoints endpoints) {
        return "declare " + endpoints.registrationEndpoint().named(AdvisedOption.PKCE) + " if it does";
    }

    /** Returns the method to register. */
    public static TokenEndpointAuthMethod choose(ClientProfile profile, Endpoints endpoints) {
        if (profile.pkceRequired() && !endpoints.pkceS256()) {
            throw failure("the request demands PKCE with S256, and the server does not say that it supports it"
                    + " (code_challenge_methods_supported); " + pkceAdvice(endpoints));
        }
        for (TokenEndpointAuthMethod method : inOrder(profile, endpoints.authMethods())) {
            if (supported(method, profile, endpoints)
                    && allowed(method, endpoints)
                    && KeyMembers.possible(profile, method, endpoints.offer())) {
                return method;
            }
        }
        throw failure(noMethod(profile, endpoints));
    }

    private static boolean supported(TokenEndpointAuthMethod method, ClientProfile profile, Endpoints endpoints) {
        return endpoints.authMethods().contains(method.wireName()) || (method == NONE && profile.publicClient());
    }

    private static List<TokenEndpointAuthMethod> inOrder(ClientProfile profile, List<String> supported) {
        int post = supported.indexOf(CLIENT_SECRET_POST.wireName());
        int basic = supported.indexOf(CLIENT_SECRET_BASIC.wireName());
        if (profile.authMethodsOrdered() || post < 0 || post > basic) {
            return profile.authMethods();
        }
        List<TokenEndpointAuthMethod> ordered = new ArrayList<>(profile.authMethods());
        if (ordered.remove(CLIENT_SECRET_POST)) {
            ordered.add(Math.max(0, ordered.indexOf(CLIENT_SECRET_BASIC)), CLIENT_SECRET_POST);
        }
        return ordered;
    }

    /**
     * Returns whether a client may be registered with {@code method}: without a secret, only PKCE protects its codes.
     */
    public static boolean allowed(TokenEndpointAuthMethod method, Endpoints endpoints) {
        return method != NONE || endpoints.pkceS256();
    }

    private static String noMethod(ClientProfile profile, Endpoints endpoints) {
        List<String> ours = profile.authMethods().stream()
                .map(TokenEndpointAuthMethod::wireName)
                .toList();
        String both = "the server supports " + listed(endpoints.authMethods()) + ", the caller can use " + ours;
        boolean onlyNoneInCommon = profile.authMethods().contains(NONE) && supported(NONE, profile, endpoints);
        if (onlyNoneInCommon) {
            return both + "; none is taken only with PKCE and S256, which the server does not say it supports"
                    + " (code_challenge_methods_supported): " + pkceAdvice(endpoints);
        }
        if (profile.authMethods().contains(PRIVATE_KEY_JWT)
                && endpoints.authMethods().contains(PRIVATE_KEY_JWT.wireName())) {
            return both + "; " + KeyMembers.why(profile, endpoints.offer())
                    + ": give a key of another kind, or declare other methods";
        }
        String declared = endpoints.registrationEndpoint().named(AdvisedOption.AUTH_METHODS);
        return both + "; no authentication method suits both: set authMethods, or declare " + declared
                + " if the server supports more than it says";
    }

    /** What is no method may be anything, and is only counted. */
    private static String listed(List<String> supported) {
        List<String> known = supported.stream()
                .filter(name -> TokenEndpointAuthMethod.ofWireName(name) != null)
                .distinct()
                .toList();
        int others = supported.size() - known.size();
        return others <= 0 ? known.toString() : known + " and " + others + " not known here";
    }

    private static DcrException failure(String message) {
        return DcrException.at(CHOOSE_AUTH_METHOD, message).exception();
    }
}
