package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.manage.ClientManagement;
import io.github.dcr4j.rejection.ClientRejection.Certainty;
import io.github.dcr4j.rejection.RejectionProbe.Verdict;
import io.github.dcr4j.request.RequestSpec;
import org.jspecify.annotations.Nullable;

/** Finds out whether the server still knows a client that was reported as rejected. Thread-safe. */
@FunctionalInterface
public interface Confirmation {
    Finding confirm(RequestSpec request, DcrCredentials rejected, Certainty certainty);

    /**
     * What was found out.
     *
     * @param verdict whether the server knows the client
     * @param onTrial the generation by which the client goes on, if that is replaced when it is rejected again;
     *     {@code null} otherwise
     * @param certain whether the server named the very secret that was rejected as the client's
     */
    record Finding(Verdict verdict, @Nullable String onTrial, boolean certain) {
        /** A client that the server cannot be asked about is gone if its rejection is certain, else kept. */
        public static Finding of(ClientManagement.Standing standing, Certainty certainty) {
            Verdict verdict = switch (standing.known()) {
                case YES -> Verdict.ALIVE;
                case NO -> Verdict.GONE;
                case CANNOT_TELL -> certainty == Certainty.CERTAIN ? Verdict.GONE : Verdict.UNKNOWN;
                case OPEN -> Verdict.UNKNOWN;
            };
            return new Finding(verdict, standing.generation(), standing.secretConfirmed());
        }

        /** Returns a finding after which every rejection is confirmed anew. */
        public static Finding of(Verdict verdict) {
            return new Finding(verdict, null, false);
        }
    }
}
