package io.github.dcr4j.manage;

import static io.github.dcr4j.DcrException.Step.CHOOSE_AUTH_METHOD;
import static io.github.dcr4j.DcrException.Step.CONFIGURE;
import static io.github.dcr4j.DcrException.Step.DISCOVER;
import static io.github.dcr4j.DcrException.Step.STORE_READ;
import static io.github.dcr4j.DcrException.Step.STORE_WRITE;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.attempt.Attempt;
import io.github.dcr4j.attempt.HeldLease;
import io.github.dcr4j.attempt.Lifecycle;
import io.github.dcr4j.attempt.ServerClocks;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.register.EndpointLookup;
import io.github.dcr4j.request.AuthMethodChoice;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.RegistrationPlan;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Saves a client that was registered elsewhere; it is never deleted at the server, whatever becomes of that.
 * Thread-safe.
 */
public final class ClientAdoption {
    private final EndpointLookup lookup;
    private final DcrCredentialStore store;
    private final Lifecycle lifecycle;
    private final ServerClocks clocks;

    public ClientAdoption(EndpointLookup lookup, DcrCredentialStore store, Lifecycle lifecycle, ServerClocks clocks) {
        this.lookup = lookup;
        this.store = store;
        this.lifecycle = lifecycle;
        this.clocks = clocks;
    }

    /**
     * The client to save.
     *
     * @param clientSecret {@code null} for a method that needs none
     * @param clientSecretExpiresAt {@code null} for never
     * @param management {@code null} if it cannot be managed
     */
    public record Client(
            String clientId,
            @Nullable Secret clientSecret,
            TokenEndpointAuthMethod tokenEndpointAuthMethod,
            @Nullable Instant clientSecretExpiresAt,
            @Nullable DcrManagement management) {}

    public DcrCredentials adopt(Attempt attempt, HeldLease held, Client known) {
        attempt.at(STORE_READ);
        DcrCredentials current = StoreCalls.find(store, attempt.key(), held.base());
        if (current != null && isKnown(current, known)) {
            return current;
        }
        if (current != null && lifecycle.isUsable(current)) {
            throw taken(current);
        }
        DcrCredentials adopted = credentials(attempt, held, known);
        if (!lifecycle.isUsable(adopted)) {
            throw DcrException.at(
                            CONFIGURE,
                            "the secret of client " + ForeignText.of(known.clientId()) + " expires at "
                                    + known.clientSecretExpiresAt() + " and cannot be used any more")
                    .exception();
        }
        attempt.at(STORE_WRITE);
        SaveResult saved = StoreCalls.save(store, adopted, held.base(), held.lease());
        if (saved instanceof SaveResult.Saved kept) {
            attempt.note(new DcrEvent.Adopted(attempt.key(), adopted.generation()));
            return kept.stored();
        }
        throw saved instanceof SaveResult.Lost lost
                ? taken(lost.winner())
                : DcrException.at(STORE_WRITE, "the client was saved, and was replaced, removed or rejected at once")
                        .retryable(true)
                        .exception();
    }

    /** A program that adopts the same client at every start has it already, also after its secret was renewed. */
    private boolean isKnown(DcrCredentials current, Client known) {
        return lifecycle.isUsable(current) && current.clientId().equals(known.clientId());
    }

    private DcrCredentials credentials(Attempt attempt, HeldLease held, Client known) {
        RequestSpec request = attempt.request();
        attempt.at(DISCOVER);
        Endpoints endpoints = lookup.find(request, held.deadline());
        attempt.at(CHOOSE_AUTH_METHOD);
        if (!AuthMethodChoice.allowed(known.tokenEndpointAuthMethod(), endpoints)) {
            throw DcrException.at(
                            CHOOSE_AUTH_METHOD,
                            "a client without a secret is taken only with PKCE and S256, which the server does not say it"
                                    + " supports (code_challenge_methods_supported): "
                                    + AuthMethodChoice.pkceAdvice(endpoints))
                    .exception();
        }
        RegistrationPlan plan = RegistrationPlan.of(request.profile(), endpoints, known.tokenEndpointAuthMethod());
        Secret secret = known.tokenEndpointAuthMethod().needsSecret() ? known.clientSecret() : null;
        return endpoints
                .credentials(request.key())
                .clientId(known.clientId())
                .clientSecret(secret)
                .tokenEndpointAuthMethod(known.tokenEndpointAuthMethod())
                .management(known.management())
                .redirectUris(request.profile().redirectUris())
                .scopes(Objects.requireNonNullElse(plan.scopes(), List.of()))
                .requestedScopes(Objects.requireNonNullElse(plan.scopes(), List.of()))
                .grantTypes(plan.grantTypes())
                .clientSecretExpiresAt(secret == null ? null : known.clientSecretExpiresAt())
                .createdAt(clocks.now(request.key()))
                .providerName(request.providerName())
                .build();
    }

    private static DcrException taken(DcrCredentials current) {
        return DcrException.at(
                        STORE_WRITE,
                        "the key has a client that can be used, " + ForeignText.of(current.clientId())
                                + ", and no other is adopted in its place: deregister it first")
                .exception();
    }
}
