package io.github.dcr4j.register;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.ScopePolicy;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.registration.RegistrationResponse;
import io.github.dcr4j.request.AuthMethodChoice;
import io.github.dcr4j.request.RedirectUris;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.RequestSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares a registration with what was asked for: a server may replace any value, and the client must see whether what
 * it got is sufficient (RFC 7591, section 3.2.1).
 */
public final class AnswerCheck {
    private final RequestSpec request;
    private final RegistrationPlan plan;
    private final RegistrationResponse answer;
    private final Instant now;
    private @Nullable DcrCredentials made;

    public AnswerCheck(RequestSpec request, RegistrationPlan plan, RegistrationResponse answer, Instant now) {
        this.request = request;
        this.plan = plan;
        this.answer = answer;
        this.now = now;
    }

    /** Returns which part of the answer cannot be used, and what to do about it; {@code null} if all of it can. */
    @Nullable
    public String unusable() {
        TokenEndpointAuthMethod method = method();
        if (method == null || !usable(method)) {
            // what is no method may be anything
            return "its token_endpoint_auth_method is "
                    + (method == null ? "one that is not known" : method.wireName()) + " where "
                    + plan.method().wireName() + " was asked for; " + otherMethod();
        }
        if (method.needsSecret() && answer.clientSecret() == null) {
            return "its client_secret is missing, and " + method.wireName() + " needs one";
        }
        Instant expiresAt = answer.clientSecretExpiresAt();
        if (method.needsSecret() && expiresAt != null && !expiresAt.isAfter(now)) {
            return "its client_secret_expires_at, " + expiresAt + ", has passed already: the secret expired on arrival;"
                    + " compare the clocks, this machine's says " + now;
        }
        List<String> redirectUris = answer.redirectUris();
        if (redirectUris != null
                && !RedirectUris.covers(redirectUris, request.profile().redirectUris())) {
            List<String> asked = request.profile().redirectUris().stream()
                    .map(RedirectUris::printable)
                    .toList();
            return "its redirect_uris lack one that was asked for: the server registered others; allow " + asked
                    + " there";
        }
        List<String> grants = answer.grantTypes();
        if (grants != null && !grants.containsAll(request.profile().neededGrants())) {
            return "its grant_types are not those that were asked for, "
                    + request.profile().neededGrants();
        }
        List<String> responses = answer.responseTypes();
        if (responses != null
                && !responses.containsAll(request.profile().neededResponseTypes())
                && !sameOrder(responses).containsAll(sameOrder(request.profile().neededResponseTypes()))) {
            return "its response_types lack "
                    + String.join(", ", request.profile().neededResponseTypes()) + ", which the client needs";
        }
        String tooLong = tooLong();
        return tooLong == null && request.upstream().strict() ? forbidden() : tooLong;
    }

    /** What no store could read again would be registered anew each time. */
    private @Nullable String tooLong() {
        try {
            DcrCredentials unused = newCredentials();
            return null;
        } catch (IllegalStateException e) {
            return "what it registered cannot be kept: " + e.getMessage();
        }
    }

    /** The order of the names in a response type says nothing (RFC 6749, section 3.1.1). */
    private static Set<String> sameOrder(List<String> responseTypes) {
        return responseTypes.stream()
                .map(type -> Arrays.stream(type.split(" ", -1)).sorted().collect(Collectors.joining(" ")))
                .collect(Collectors.toSet());
    }

    private @Nullable String forbidden() {
        boolean whole = answer.tokenEndpointAuthMethod() != null
                && answer.grantTypes() != null
                && (answer.redirectUris() != null
                        || request.profile().redirectUris().isEmpty());
        if (!whole) {
            return "its answer leaves out metadata that it registered (RFC 7591, section 3.2.1), and the request is strict;"
                    + " report it to the operator of the server, or leave strict() out";
        }
        return deviations().stream()
                .filter(deviation -> deviation.code().forbidden())
                .findFirst()
                .map(deviation -> "its answer departs from the standards, and the request is strict: " + deviation
                        + "; report it to the operator of the server, or leave strict() out")
                .orElse(null);
    }

    /** Says what to do about a method that cannot be used: a public client has no other to offer. */
    private String otherMethod() {
        return request.profile().publicClient()
                ? "the server makes the client a confidential one: ask for that (no publicClient), or have a public client"
                        + " registered by hand"
                : "the request cannot use that; set authMethods to a method the server grants";
    }

    private boolean usable(TokenEndpointAuthMethod method) {
        return request.profile().authMethods().contains(method) && AuthMethodChoice.allowed(method, plan.endpoints());
    }

    private @Nullable TokenEndpointAuthMethod method() {
        String answered = answer.tokenEndpointAuthMethod();
        return answered == null ? plan.method() : TokenEndpointAuthMethod.ofWireName(answered);
    }

    /** Returns where the answer differs from what was asked for and can be used all the same. */
    public List<Deviation> deviations() {
        List<Deviation> found = new ArrayList<>(answer.deviations());
        if (method() != plan.method()) {
            found.add(new Deviation(DeviationCode.AUTH_METHOD_REPLACED, "token_endpoint_auth_method", "string"));
        }
        if (!usableGrants().containsAll(orElse(answer.grantTypes(), plan.grantTypes()))) {
            found.add(new Deviation(DeviationCode.GRANT_LEFT_OUT, "grant_types", "array"));
        }
        List<String> redirects = answer.redirectUris();
        if (redirects != null && !RedirectUris.covers(request.profile().redirectUris(), redirects)) {
            found.add(new Deviation(DeviationCode.REDIRECT_URI_ADDED, "redirect_uris", "array"));
        }
        if (!plan.grantTypes().containsAll(usableGrants())) {
            found.add(new Deviation(DeviationCode.GRANT_ADDED, "grant_types", "array"));
        }
        List<String> asked = wantedScopes();
        List<String> registered = answer.scopes();
        if (asked != null && registered != null) {
            if (!asked.containsAll(registered)) {
                found.add(new Deviation(DeviationCode.SCOPE_WIDENED, "scope", "string"));
            }
            if (!registered.containsAll(asked)) {
                found.add(new Deviation(DeviationCode.SCOPE_NARROWED, "scope", "string"));
            }
        }
        return found;
    }

    /** What the caller named is compared also where it was refused and left out: the server's choice may be broader. */
    private @Nullable List<String> wantedScopes() {
        boolean named = request.profile().scopePolicy() == ScopePolicy.REQUESTED
                && !request.profile().scopes().isEmpty();
        return named ? request.profile().scopes() : plan.scopes();
    }

    /** Returns the credentials of a usable answer, as a new generation with a name of its own; the same each time. */
    DcrCredentials newCredentials() {
        DcrCredentials known = made;
        if (known == null) {
            known = credentials();
            made = known;
        }
        return known;
    }

    private DcrCredentials credentials() {
        TokenEndpointAuthMethod method = method();
        boolean withSecret = method != null && method.needsSecret();
        Secret secret = withSecret ? answer.clientSecret() : null;
        TokenEndpointAuthMethod used = method == null ? plan.method() : method;
        return plan.endpoints()
                .credentials(request.key())
                .clientId(answer.clientId())
                .clientSecret(secret)
                .tokenEndpointAuthMethod(used)
                .tokenEndpoint(plan.endpoints().tokenEndpoint(used).uri())
                .management(answer.management())
                .redirectUris(RedirectUris.usable(
                        answer.redirectUris(), request.profile().redirectUris()))
                .scopes(orElse(answer.scopes(), List.of()))
                .requestedScopes(orElse(plan.scopes(), List.of()))
                .grantTypes(usableGrants())
                .registeredMetadata(answer.registeredMetadata())
                .clientIdIssuedAt(answer.clientIdIssuedAt())
                .clientSecretExpiresAt(withSecret ? answer.clientSecretExpiresAt() : null)
                .createdAt(now)
                .providerName(request.providerName())
                .build();
    }

    /**
     * Returns the credentials of a usable answer about the client of {@code base}: what it leaves out stays as it was.
     *
     * @param renewed whether something besides the answer's secret shows that the secret was renewed; without that
     *     another one is not taken
     */
    public DcrCredentials credentialsAfter(DcrCredentials base, boolean renewed) {
        DcrCredentials answered = newCredentials();
        boolean secretStays = answer.secretIsStandIn()
                || (!renewed && !answered.clientSecret().equals(base.clientSecret()));
        DcrCredentials after = secretStays ? withSecretOf(base, answered) : answered;
        return after.toBuilder()
                .scopes(answer.scopes() == null ? base.scopes() : answered.scopes())
                .requestedScopes(base.requestedScopes())
                .registeredMetadata(answer.hasMetadata() ? answered.registeredMetadata() : base.registeredMetadata())
                .clientIdIssuedAt(
                        answered.clientIdIssuedAt().or(base::clientIdIssuedAt).orElse(null))
                .build();
    }

    /** The end in the answer is that of the secret in the answer; so is the method. */
    private static DcrCredentials withSecretOf(DcrCredentials base, DcrCredentials answered) {
        boolean fits = answered.tokenEndpointAuthMethod().needsSecret()
                == base.tokenEndpointAuthMethod().needsSecret();
        return answered.toBuilder()
                .clientSecret(base.clientSecret().orElse(null))
                .clientSecretExpiresAt(base.clientSecretExpiresAt().orElse(null))
                .tokenEndpointAuthMethod(fits ? answered.tokenEndpointAuthMethod() : base.tokenEndpointAuthMethod())
                .build();
    }

    /** A server may add the code grant; where no authorization endpoint is known, nothing can be done with it. */
    private List<String> usableGrants() {
        List<String> grants = orElse(answer.grantTypes(), plan.grantTypes());
        if (plan.endpoints().authorizationEndpoint() != null) {
            return grants;
        }
        List<String> usable = new ArrayList<>(grants);
        usable.removeIf(grant -> grant.equals("authorization_code"));
        return usable;
    }

    private static List<String> orElse(@Nullable List<String> answered, List<String> asked) {
        return answered == null ? asked : answered;
    }
}
