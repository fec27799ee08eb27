package io.github.dcr4j.metadata;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.Members;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was found at one address that metadata may be at. Immutable, but for the members: used by one thread at a time.
 *
 * @param address where it was looked for
 * @param metadata the document, if there is a usable one
 * @param members all that is said there, also by a document that is not usable; {@code null} if there is no metadata
 * @param ofExpectedIssuer whether the members are of the expected issuer: a document that is not usable may be
 * @param why why there is none; fit for a message
 * @param last whether no further address may be tried
 * @param retryable whether another try may find more
 * @param retryAfter how long the server asked to wait
 * @param deviation what the standards do not allow an address without metadata to answer
 * @param cause what failed
 */
public record Finding(
        EndpointUrl address,
        @Nullable AuthorizationServerMetadata metadata,
        @Nullable Members members,
        boolean ofExpectedIssuer,
        String why,
        boolean last,
        boolean retryable,
        @Nullable Duration retryAfter,
        @Nullable Deviation deviation,
        @Nullable Throwable cause) {
    static Finding found(EndpointUrl address, AuthorizationServerMetadata metadata, Members members) {
        return new Finding(address, metadata, members, true, "", false, false, null, null, null);
    }

    static Finding absent(EndpointUrl address, String why) {
        return new Finding(address, null, null, false, why, false, false, null, null, null);
    }

    static Finding end(EndpointUrl address, @Nullable String why) {
        return new Finding(address, null, null, false, String.valueOf(why), true, false, null, null, null);
    }

    /** Returns the same with what a document says that is not usable, of the expected issuer or not. */
    Finding saying(Members members, boolean ofExpectedIssuer) {
        return new Finding(
                address, metadata, members, ofExpectedIssuer, why, last, retryable, retryAfter, deviation, cause);
    }

    Finding retryable(boolean retryable, @Nullable Duration retryAfter) {
        return new Finding(
                address, metadata, members, ofExpectedIssuer, why, last, retryable, retryAfter, deviation, cause);
    }

    Finding bending(Deviation deviation) {
        return new Finding(
                address, metadata, members, ofExpectedIssuer, why, last, retryable, retryAfter, deviation, cause);
    }

    Finding causedBy(Throwable cause) {
        return new Finding(
                address, metadata, members, ofExpectedIssuer, why, last, retryable, retryAfter, deviation, cause);
    }

    Finding deviationOnly() {
        return new Finding(address, null, null, false, "", last, retryable, null, deviation, null);
    }
}
