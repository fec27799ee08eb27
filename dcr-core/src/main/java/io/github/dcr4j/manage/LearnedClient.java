package io.github.dcr4j.manage;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.keep.RegistrationKeeper;
import io.github.dcr4j.register.AnswerCheck;
import io.github.dcr4j.registration.RegistrationResponse;
import org.jspecify.annotations.Nullable;

/** What a session has learned of its client, until it is saved. Used by one thread at a time. */
final class LearnedClient {
    private final ManagementSession session;
    private final RegistrationKeeper keeper;
    /** What the server answered and is to be saved; {@code null} if that is no more than its token. */
    private @Nullable RegistrationResponse answered;
    /** Whether something besides it shows that the secret in it is a renewed one. */
    private boolean renewed;
    /** Whether the client was kept, saved or not, as a new generation. */
    private boolean isKept;

    LearnedClient(ManagementSession session, RegistrationKeeper keeper) {
        this.session = session;
        this.keeper = keeper;
    }

    /** Notes what is to be saved. */
    void learn(RegistrationResponse information, boolean secretIsRenewed) {
        answered = information;
        renewed = secretIsRenewed;
    }

    boolean isRenewed() {
        return renewed;
    }

    /** Saves what an update made of the client as a new generation, and returns it. */
    DcrCredentials keep(AnswerCheck check) {
        return keep(check.credentialsAfter(session.base(), renewed));
    }

    /** Saves the client as a new generation; a secret that stays has lived since it was given out. */
    private DcrCredentials keep(DcrCredentials after) {
        isKept = true;
        DcrCredentials lasting = isSameSecret(after)
                ? after.toBuilder().createdAt(session.base().createdAt()).build()
                : after;
        DcrCredentials kept = keeper.keepRenewed(session.attempt(), session.held(), lasting, session.token());
        session.settled();
        return kept;
    }

    /**
     * Saves what is to be saved of the answers, unless that is done: the token at the latest with a generation that
     * holds it. Returns the generation by which the client goes on.
     */
    String save() {
        DcrCredentials base = session.base();
        if (isKept) {
            return base.generation();
        }
        session.token().save();
        DcrCredentials after = usable();
        if (!changed(after) && session.token().isSaved()) {
            return base.generation();
        }
        DcrCredentials next = after.toBuilder()
                .newGeneration()
                .management(session.token().get())
                .build();
        DcrCredentials unused = keep(next);
        return next.generation();
    }

    /** Returns what the client is by what was answered last, or what is stored if that cannot be used. */
    private DcrCredentials usable() {
        AnswerCheck check = answered == null ? null : session.check(answered);
        return check == null || check.unusable() != null
                ? session.base()
                : check.credentialsAfter(session.base(), renewed);
    }

    private boolean changed(DcrCredentials after) {
        return !isSameSecret(after)
                || after.tokenEndpointAuthMethod() != session.base().tokenEndpointAuthMethod();
    }

    private boolean isSameSecret(DcrCredentials after) {
        DcrCredentials base = session.base();
        return after.clientSecret().equals(base.clientSecret())
                && after.clientSecretExpiresAt().equals(base.clientSecretExpiresAt());
    }
}
