package io.github.dcr4j.registration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a software statement (RFC 7591, section 2.3) before it is sent: whether it can be, and whether it
 * has expired. Who signed it and what it claims is for the server to judge. Nothing of it gets into a message but its
 * end.
 */
public final class SoftwareStatement {
    /** How many characters a statement has at most. */
    public static final int LONGEST = 64 * 1024;

    // the year 9999 and its mirror image: what Instant prints in the usual way
    private static final BigDecimal FARTHEST = BigDecimal.valueOf(253_402_300_799L);

    private SoftwareStatement() {}

    /** Returns why {@code statement} is not to be sent, and what to do about it; {@code null} if it is. */
    public static @Nullable String problem(String statement, Instant now) {
        if (statement.isBlank()) {
            return "it is empty; give the signed statement, or none";
        }
        if (statement.length() > LONGEST) {
            return "it has " + statement.length() + " characters, and at most " + LONGEST
                    + " are sent; have a shorter one issued";
        }
        if (!statement.chars().allMatch(c -> c > ' ' && c <= '~')) {
            return "it has a character that no signed statement has (RFC 7515, section 3.1), such as a line break at its"
                    + " end; give the statement alone";
        }
        BigDecimal end = end(statement);
        if (end == null || end.compareTo(BigDecimal.valueOf(now.toEpochMilli(), 3)) > 0) {
            return null;
        }
        String time = end.abs().compareTo(FARTHEST) > 0 ? "" : " (" + Instant.ofEpochSecond(end.longValue()) + ")";
        return "it has expired" + time + " by this machine's clock, which says " + now
                + "; have a new one issued, or give a supplier that does it each time (softwareStatement)";
    }

    /**
     * Returns {@code exp} in seconds since the epoch (RFC 7519, section 4.1.4); {@code null} if it says none that can
     * be read.
     */
    private static @Nullable BigDecimal end(String statement) {
        int first = statement.indexOf('.');
        int last = statement.lastIndexOf('.');
        if (first < 0 || first == last) {
            return null;
        }
        try {
            byte[] claims = Base64.getUrlDecoder()
                    .decode(statement.substring(first + 1, last).getBytes(US_ASCII));
            JsonNode end = Json.object(claims).get("exp");
            return end != null && end.isNumber() ? end.decimalValue() : null;
        } catch (IllegalArgumentException | JsonProblem e) {
            return null;
        }
    }
}
