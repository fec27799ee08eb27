package io.github.dcr4j.register;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.attempt.StoreCalls;
import io.github.dcr4j.request.DocumentPlan;
import io.github.dcr4j.request.Endpoints;
import io.github.dcr4j.request.OtherWays.PreRegistered;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.request.WayChoice;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCoordination.Ceiling;
import java.time.Instant;
import java.util.Objects;

/**
 * Chooses the way to a client by what the request has, what the server says and what the store remembers; makes the
 * clients that need no registration. Thread-safe.
 */
public final class ClientWays {
    private final DcrCoordination coordination;

    public ClientWays(DcrCoordination coordination) {
        this.coordination = coordination;
    }

    /** Returns the way that {@code request} goes at its server; the store is read if the request has a document. */
    public WayChoice choose(RequestSpec request, Endpoints endpoints) {
        boolean mayBeRefused = request.otherWays().document() != null && endpoints.clientIdDocuments();
        return WayChoice.of(
                request,
                endpoints,
                mayBeRefused
                        ? StoreCalls.standing(coordination, request.key(), request.metadataDigest(), Ceiling.NONE)
                                .refused()
                        : null);
    }

    /** Returns the client of a way that needs no registration. */
    static DcrCredentials client(RequestSpec request, Endpoints endpoints, WayChoice choice, Instant now) {
        DcrCredentialsBuilder at = endpoints.credentials(request.key());
        DcrCredentialsBuilder client = choice.way() == Way.DOCUMENT
                ? byDocument(at, request, endpoints)
                : preRegistered(at, request, endpoints, choice);
        return client.createdAt(now)
                .providerName(request.providerName())
                .way(choice.way(), choice.otherWays())
                .build();
    }

    private static DcrCredentialsBuilder byDocument(
            DcrCredentialsBuilder at, RequestSpec request, Endpoints endpoints) {
        DocumentPlan document = Objects.requireNonNull(request.otherWays().document(), "document");
        return document.credentials(at, endpoints);
    }

    /** What an operator had registered besides is not known. */
    private static DcrCredentialsBuilder preRegistered(
            DcrCredentialsBuilder at, RequestSpec request, Endpoints endpoints, WayChoice choice) {
        PreRegistered known = Objects.requireNonNull(request.otherWays().preRegistered(), "preRegistered");
        return at.clientId(known.clientId())
                .clientSecret(
                        known.clientSecret() == null
                                ? null
                                : known.clientSecret().get())
                .tokenEndpointAuthMethod(Objects.requireNonNull(choice.method(), "method"))
                .tokenEndpoint(endpoints.tokenEndpoint(choice.method()).uri())
                .redirectUris(request.profile().redirectUris())
                .grantTypes(request.profile().usableGrants(endpoints));
    }
}
