package io.github.dcr4j.mcp;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * An access token with what it is bound to: the resource that it is for, the issuer that gave it, and the generation of
 * the client that obtained it. It is sent to that resource only, and its refresh token to that issuer only, by that
 * client only. Immutable and thread-safe; it prints no secret.
 *
 * @see McpAuthorization an example
 */
public final class McpToken {
    /** How far a token's life has run at a time. */
    enum Age {
        FRESH,
        DUE,
        EXPIRED
    }

    private static final long SKEW_MILLIS = 10_000;
    private static final long MOST_LEAD_MILLIS = 300_000;
    private static final long UNKNOWN = 0;

    private final Secret accessToken;
    private final @Nullable Secret refreshToken;
    private final long issuedAtMillis;
    private final long expiresAtMillis;
    private final List<String> scopes;
    private final Binding binding;

    /**
     * What a token belongs to.
     *
     * @param resource as {@code resource} names it (RFC 8707)
     * @param issuer of the authorization server
     * @param generation of the client
     */
    record Binding(String resource, String issuer, String generation) {
        Binding {
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(issuer, "issuer");
            Objects.requireNonNull(generation, "generation");
        }
    }

    /** The life of a token, in milliseconds since the epoch; 0 for an end that is not known. */
    record Life(long issuedAtMillis, long expiresAtMillis) {}

    McpToken(Secret accessToken, @Nullable Secret refreshToken, Life life, List<String> scopes, Binding binding) {
        this.accessToken = Objects.requireNonNull(accessToken, "accessToken");
        this.refreshToken = refreshToken;
        issuedAtMillis = life.issuedAtMillis();
        expiresAtMillis = life.expiresAtMillis();
        this.scopes = List.copyOf(scopes);
        this.binding = binding;
    }

    /** Returns the access token, {@code access_token}: a bearer token (RFC 6750). */
    public Secret accessToken() {
        return accessToken;
    }

    /** Returns the refresh token, {@code refresh_token}; empty if the server gave none. */
    public Optional<Secret> refreshToken() {
        return Optional.ofNullable(refreshToken);
    }

    /** Returns when the access token ends; empty if the server does not say. */
    public Optional<Instant> expiresAt() {
        return expiresAtMillis == UNKNOWN ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiresAtMillis));
    }

    /** Returns the scopes that were asked for and those that were granted, together. */
    public List<String> scopes() {
        return scopes;
    }

    /** Returns the resource that it is for, as the resource's metadata names it. */
    public String resource() {
        return binding.resource();
    }

    /** Returns the issuer of the authorization server that gave it. */
    public String issuer() {
        return binding.issuer();
    }

    /** Returns the generation of the client that obtained it, {@code DcrCredentials.generation()}. */
    public String generation() {
        return binding.generation();
    }

    /** Returns the value of {@code Authorization}. */
    String header() {
        return "Bearer " + accessToken.reveal();
    }

    boolean isIn(@Nullable String header) {
        return header != null && accessToken.equals(textAfterScheme(header));
    }

    private static @Nullable Secret textAfterScheme(String header) {
        int space = header.indexOf(' ');
        return space < 0 || space == header.length() - 1 ? null : Secret.of(header.substring(space + 1));
    }

    /** It is due in the last fifth of its life, five minutes at most, and counts as expired ten seconds early. */
    Age age(long nowMillis) {
        if (expiresAtMillis == UNKNOWN) {
            return Age.FRESH;
        }
        long life = expiresAtMillis - issuedAtMillis;
        if (nowMillis >= expiresAtMillis - Math.min(SKEW_MILLIS, life / 10)) {
            return Age.EXPIRED;
        }
        return nowMillis >= expiresAtMillis - Math.min(MOST_LEAD_MILLIS, life / 5) ? Age.DUE : Age.FRESH;
    }

    long issuedAtMillis() {
        return issuedAtMillis;
    }

    /** Returns this without its refresh token, which is good for nothing any more. */
    McpToken withoutRefreshToken() {
        return new McpToken(accessToken, null, new Life(issuedAtMillis, expiresAtMillis), scopes, binding);
    }

    /**
     * Returns all of it as one secret text (JSON), to be kept by an {@link McpTokenStore} and read by {@link
     * #fromSecret}.
     */
    public Secret toSecret() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", accessToken.reveal());
        if (refreshToken != null) {
            members.put("refresh_token", refreshToken.reveal());
        }
        members.put("issued_at", issuedAtMillis);
        members.put("expires_at", expiresAtMillis);
        members.put("scopes", scopes);
        members.put("resource", binding.resource());
        members.put("issuer", binding.issuer());
        members.put("generation", binding.generation());
        return Secret.of(JSONObject.toJSONString(members));
    }

    /**
     * Reads what {@link #toSecret} wrote; members that it does not know are passed over.
     *
     * @throws IllegalArgumentException if it cannot be read; the message holds nothing of it
     */
    public static McpToken fromSecret(Secret text) {
        try {
            JSONObject members = JSONObjectUtils.parse(text.reveal());
            String refreshToken = JSONObjectUtils.getString(members, "refresh_token", null);
            return new McpToken(
                    Secret.of(JSONObjectUtils.getString(members, "access_token")),
                    refreshToken == null ? null : Secret.of(refreshToken),
                    new Life(
                            JSONObjectUtils.getLong(members, "issued_at"),
                            JSONObjectUtils.getLong(members, "expires_at")),
                    new ArrayList<>(JSONObjectUtils.getStringList(members, "scopes")),
                    new Binding(
                            JSONObjectUtils.getString(members, "resource"),
                            JSONObjectUtils.getString(members, "issuer"),
                            JSONObjectUtils.getString(members, "generation")));
        } catch (ParseException | RuntimeException e) {
            // no cause: it quotes what could not be read
            throw new IllegalArgumentException("the text is no token that McpToken.toSecret wrote ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof McpToken that
                && accessToken.equals(that.accessToken)
                && Objects.equals(refreshToken, that.refreshToken)
                && issuedAtMillis == that.issuedAtMillis
                && expiresAtMillis == that.expiresAtMillis
                && scopes.equals(that.scopes)
                && binding.equals(that.binding);
    }

    @Override
    public int hashCode() {
        return accessToken.hashCode();
    }

    /** Prints what it is bound to. */
    @Override
    public String toString() {
        return "McpToken[resource=" + ForeignText.printed(binding.resource()) + ", issuer="
                + ForeignText.printed(binding.issuer()) + ", scopes=" + ForeignText.printed(String.join(" ", scopes))
                + ", expiresAt=" + expiresAt().map(Instant::toString).orElse("unknown")
                + (refreshToken == null ? "]" : ", with a refresh token]");
    }
}
