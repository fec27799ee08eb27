package io.github.dcr4j.protocol;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.protocol.ManagementOutcome.Reason;
import io.github.dcr4j.protocol.RegistrationOutcome.Effect;
import io.github.dcr4j.registration.DeleteResult;
import io.github.dcr4j.registration.ManagementResult;
import io.github.dcr4j.registration.RegistrationResult;

/** What came of a call, as its caller sees it. */
final class Outcomes {
    private Outcomes() {}

    static RegistrationOutcome of(RegistrationResult result) {
        if (result instanceof RegistrationResult.Registered registered) {
            return new RegistrationOutcome.Registered(ClientInformation.of(registered.response()));
        }
        if (result instanceof RegistrationResult.Refused refused) {
            return new RegistrationOutcome.Failed(Effect.REFUSED, refused.failure(), null);
        }
        if (result instanceof RegistrationResult.NotSent notSent) {
            return new RegistrationOutcome.Failed(Effect.NOT_SENT, notSent.failure(), null);
        }
        if (result instanceof RegistrationResult.Unknown unknown) {
            return new RegistrationOutcome.Failed(Effect.UNKNOWN, unknown.failure(), null);
        }
        RegistrationResult.Unusable unusable = (RegistrationResult.Unusable) result;
        return new RegistrationOutcome.Failed(Effect.UNUSABLE, failure(unusable), unusable.management());
    }

    /** The failure names the client that is left at the server, as far as its id could be read. */
    private static DcrException failure(RegistrationResult.Unusable unusable) {
        String clientId = unusable.clientId();
        DcrManagement management = unusable.management();
        return clientId == null
                ? unusable.failure()
                : unusable.failure()
                        .details()
                        .orphan(new DcrOrphan(clientId, management == null ? null : management.registrationClientUri()))
                        .exception();
    }

    /** Returns what became of a call about {@code client}. */
    static ManagementOutcome of(ManagementResult result, ClientInformation client) {
        if (result instanceof ManagementResult.Information information) {
            ClientInformation answered =
                    ClientInformation.of(information.response()).with(information.management());
            return new ManagementOutcome.Answered(client.updated(answered));
        }
        ManagementResult.Failed failed = (ManagementResult.Failed) result;
        ClientInformation known =
                failed instanceof ManagementResult.Unusable unusable ? client.with(unusable.management()) : client;
        return new ManagementOutcome.Failed(reason(failed), failed.failure(), known);
    }

    static DeletionOutcome of(DeleteResult result) {
        if (result instanceof DeleteResult.Gone gone) {
            return new DeletionOutcome.Gone(gone.status());
        }
        if (result instanceof DeleteResult.UnknownClient unknown) {
            return new DeletionOutcome.Failed(DeletionOutcome.Reason.UNKNOWN_CLIENT, unknown.failure());
        }
        if (result instanceof DeleteResult.Unsupported unsupported) {
            return new DeletionOutcome.Failed(
                    unsupported.exists() ? DeletionOutcome.Reason.STILL_THERE : DeletionOutcome.Reason.NOT_OFFERED,
                    unsupported.failure());
        }
        return new DeletionOutcome.Failed(DeletionOutcome.Reason.FAILED, ((DeleteResult.Failed) result).failure());
    }

    /** Returns the failure of a call that a client has no management data for. */
    static DcrException unmanageable(ClientInformation client, String done) {
        return DcrException.at(
                        Step.MANAGE,
                        client + " cannot be " + done + ": the server gave no registration_client_uri and no"
                                + " registration_access_token for it (RFC 7592, section 3)")
                .exception();
    }

    private static Reason reason(ManagementResult.Failed failed) {
        if (failed instanceof ManagementResult.Refused) {
            return Reason.REFUSED;
        }
        if (failed instanceof ManagementResult.UnknownClient) {
            return Reason.UNKNOWN_CLIENT;
        }
        if (failed instanceof ManagementResult.NotOffered) {
            return Reason.NOT_OFFERED;
        }
        if (failed instanceof ManagementResult.NotSent) {
            return Reason.NOT_SENT;
        }
        return failed instanceof ManagementResult.Unknown ? Reason.UNKNOWN : Reason.UNUSABLE;
    }
}
