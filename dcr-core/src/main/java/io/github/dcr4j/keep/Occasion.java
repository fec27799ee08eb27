package io.github.dcr4j.keep;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.store.DcrCoordination.Claim;
import io.github.dcr4j.store.LatestGeneration;
import io.github.dcr4j.store.LatestGeneration.End;
import org.jspecify.annotations.Nullable;

/**
 * Why a client is registered.
 *
 * @param reason why
 * @param inPlaceOf the client before it; {@code null} if none is known
 */
public record Occasion(RegistrationReason reason, @Nullable ForeignText inPlaceOf) {
    /**
     * Returns the occasion of a registration under a lease. What the store knows counts first: another replica may have
     * ended meanwhile what this one wanted to replace.
     *
     * @param replaced what this replica replaces; {@code null} for nothing
     * @param wanted why it does
     */
    public static Occasion of(Claim.Granted granted, @Nullable DcrCredentials replaced, RegistrationReason wanted) {
        LatestGeneration latest = granted.latest();
        if (granted.base() == null && latest != null && latest.ended() == End.INVALIDATED) {
            return new Occasion(RegistrationReason.REJECTED, client(latest.clientId()));
        }
        if (replaced != null) {
            return new Occasion(wanted, client(replaced.clientId()));
        }
        return latest != null && latest.ended() == null && latest.secretOver()
                ? new Occasion(RegistrationReason.EXPIRED, client(latest.clientId()))
                : new Occasion(RegistrationReason.FIRST, null);
    }

    private static @Nullable ForeignText client(String clientId) {
        return clientId.isEmpty() ? null : ForeignText.of(clientId);
    }
}
