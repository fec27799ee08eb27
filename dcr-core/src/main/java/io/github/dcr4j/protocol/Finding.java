package io.github.dcr4j.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was found at one address that metadata may be at. Immutable.
 *
 * @param metadata the document, if there is a usable one
 * @param why why there is none
 * @param last whether no further address may be tried
 */
record Finding(
        EndpointUrl address,
        @Nullable AuthorizationServerMetadata metadata,
        String why,
        boolean last,
        boolean retryable,
        @Nullable Duration retryAfter,
        @Nullable Throwable cause) {
    static Finding found(EndpointUrl address, AuthorizationServerMetadata metadata) {
        return new Finding(address, metadata, "", false, false, null, null);
    }

    static Finding absent(EndpointUrl address, String why) {
        return new Finding(address, null, why, false, false, null, null);
    }

    static Finding end(EndpointUrl address, @Nullable String why) {
        return new Finding(address, null, String.valueOf(why), true, false, null, null);
    }

    Finding retryable(boolean retryable, @Nullable Duration retryAfter) {
        return new Finding(address, metadata, why, last, retryable, retryAfter, cause);
    }

    Finding causedBy(Throwable cause) {
        return new Finding(address, metadata, why, last, retryable, retryAfter, cause);
    }
}
