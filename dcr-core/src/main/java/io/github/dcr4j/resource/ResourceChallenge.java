package io.github.dcr4j.resource;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.resource.AuthChallenges.AuthChallenge;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the {@code WWW-Authenticate} headers of a protected resource's 401 or 403 ask for (RFC 9728, section 5.1; RFC
 * 6750, section 3). Immutable and thread-safe.
 *
 * <p>The first challenge with {@code resource_metadata} counts, else the first one for {@code Bearer} or {@code DPoP}.
 * Headers of more than 16,384 characters together are not read at all; neither are a challenge that repeats a
 * parameter, more than 16 challenges, and more than 32 parameters of one. {@link #problems} says what was left out.
 *
 * @see io.github.dcr4j.resolver.ResourceRequest an example
 */
public final class ResourceChallenge {
    private static final ResourceChallenge NONE = new ResourceChallenge(Map.of(), List.of());
    private static final Set<String> TOKEN_SCHEMES = Set.of("bearer", "dpop");
    private static final String METADATA = "resource_metadata";

    private final Map<String, String> parameters;
    private final List<String> scopes;
    private final List<String> problems;

    private ResourceChallenge(Map<String, String> parameters, List<String> problems) {
        this.parameters = parameters;
        this.problems = List.copyOf(problems);
        scopes = scopes(parameters.getOrDefault("scope", ""));
    }

    /** Returns what an answer asks for that has these {@code WWW-Authenticate} headers; none are fine. */
    public static ResourceChallenge of(Collection<String> wwwAuthenticate) {
        AuthChallenges challenges = AuthChallenges.of(wwwAuthenticate);
        AuthChallenge chosen = null;
        for (AuthChallenge challenge : challenges.read()) {
            boolean named = challenge.parameters().containsKey(METADATA);
            if (named || (chosen == null && TOKEN_SCHEMES.contains(challenge.scheme()))) {
                chosen = challenge;
            }
            if (named) {
                break;
            }
        }
        return new ResourceChallenge(chosen == null ? Map.of() : chosen.parameters(), challenges.problems());
    }

    /** Returns the challenge that asks for nothing. */
    public static ResourceChallenge none() {
        return NONE;
    }

    private static List<String> scopes(String scope) {
        return Arrays.stream(scope.split(" ", -1))
                .filter(word -> !word.isEmpty() && word.chars().allMatch(ResourceChallenge::isOfScope))
                .distinct()
                .toList();
    }

    /** RFC 6749, appendix A.4. */
    private static boolean isOfScope(int c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    }

    /**
     * Returns where the resource's metadata is, {@code resource_metadata}, as the header has it: nothing checked it
     * yet.
     */
    public Optional<String> resourceMetadata() {
        return Optional.ofNullable(parameters.get(METADATA));
    }

    /** Returns the scopes that the request needs, {@code scope}; empty if the challenge names none. */
    public List<String> scopes() {
        return scopes;
    }

    /** Returns {@code error}: {@code invalid_token}, {@code insufficient_scope}, or what else the resource says. */
    public Optional<String> error() {
        return Optional.ofNullable(parameters.get("error"));
    }

    /** Returns whether a token with more scopes is asked for: {@code error} is {@code insufficient_scope}. */
    public boolean insufficientScope() {
        return "insufficient_scope".equals(parameters.get("error"));
    }

    /** Returns what could not be read and was left out, fit for a log. */
    public List<String> problems() {
        return problems;
    }

    /** Prints what is asked for, in printable form. */
    @Override
    public String toString() {
        return "ResourceChallenge[error=" + ForeignText.printed(parameters.getOrDefault("error", "")) + ", scopes="
                + ForeignText.printed(String.join(" ", scopes)) + ", resourceMetadata="
                + ForeignText.printed(parameters.getOrDefault(METADATA, "")) + "]";
    }
}
