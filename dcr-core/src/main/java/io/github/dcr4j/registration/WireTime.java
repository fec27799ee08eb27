package io.github.dcr4j.registration;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Members;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the two times of a registration (RFC 7591, section 3.2.1), seconds since the epoch, in the shapes in which
 * servers send them: text, fractions, milliseconds. Every result is within 100 years of now.
 */
final class WireTime {
    private static final long LONGEST_SECONDS = 100L * 365 * 24 * 60 * 60;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,25}(\\.\\d{1,12})?");
    // the year 5138 in seconds, 1973 in milliseconds
    private static final BigDecimal MILLIS_FROM = BigDecimal.valueOf(100_000_000_000L);

    private final Members members;
    private final long nowSeconds;

    WireTime(Members members, long nowMillis) {
        this.members = members;
        this.nowSeconds = Math.floorDiv(nowMillis, 1000L);
    }

    /** Returns {@code client_secret_expires_at}, or {@code null} for a secret that does not expire or does not say. */
    @Nullable
    Instant clientSecretExpiresAt() {
        return clientSecretExpiresAt(null);
    }

    /**
     * Returns {@code client_secret_expires_at}, or {@code null} for a secret that does not expire.
     *
     * @param absent what holds if the answer has none
     */
    @Nullable
    Instant clientSecretExpiresAt(@Nullable Instant absent) {
        String name = "client_secret_expires_at";
        if (!members.has(name) && members.has("client_secret")) {
            members.deviates(DeviationCode.MISSING_MEMBER, name, "missing");
        }
        BigDecimal number = number(name);
        if (number == null || number.signum() < 0) {
            outOfRange(name, number);
            return absent;
        }
        return number.signum() == 0 ? null : instant(name, number);
    }

    /** Returns {@code client_id_issued_at}, or {@code null} if it is absent. */
    @Nullable
    Instant clientIdIssuedAt() {
        String name = "client_id_issued_at";
        BigDecimal number = number(name);
        if (number == null || number.signum() <= 0) {
            outOfRange(name, number);
            return null;
        }
        return instant(name, number);
    }

    private void outOfRange(String name, @Nullable BigDecimal number) {
        if (number != null) {
            members.deviates(DeviationCode.TIME_OUT_OF_RANGE, name, number.signum() < 0 ? "negative number" : "zero");
        }
    }

    private Instant instant(String name, BigDecimal positive) {
        BigDecimal number = positive;
        if (number.compareTo(MILLIS_FROM) > 0) {
            members.deviates(DeviationCode.MILLISECONDS, name, "number");
            // movePointLeft would write out every zero of 1e999999999
            number = number.scaleByPowerOfTen(-3);
        }
        BigDecimal latest = BigDecimal.valueOf(nowSeconds + LONGEST_SECONDS);
        if (number.compareTo(latest) > 0) {
            members.deviates(DeviationCode.TIME_OUT_OF_RANGE, name, "far future");
            number = latest;
        }
        return Instant.ofEpochSecond(number.longValue());
    }

    private @Nullable BigDecimal number(String name) {
        JsonNode value = members.value(name);
        if (value == null) {
            return null;
        }
        if (value.isTextual() && NUMBER.matcher(value.textValue()).matches()) {
            members.deviates(DeviationCode.STRING_FOR_NUMBER, name, "string");
            return new BigDecimal(value.textValue());
        }
        if (!value.isNumber()) {
            members.deviates(DeviationCode.WRONG_TYPE, name, Members.shape(value));
            return null;
        }
        if (!value.isIntegralNumber()) {
            members.deviates(DeviationCode.FRACTION, name, "number");
        }
        return value.decimalValue();
    }
}
