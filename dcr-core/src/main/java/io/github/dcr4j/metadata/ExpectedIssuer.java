package io.github.dcr4j.metadata;

import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.json.ServerText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose metadata a document must be (RFC 8414, section 3.3). Immutable and thread-safe.
 *
 * @param text what {@code issuer} must be, character for character; where it has no path, a terminating slash more or
 *     less is tolerated
 * @param mayBeMissing whether a document that does not name its issuer is taken for the expected one's
 * @param withSlashToo whether the issuer with a terminating slash is expected as well: an address that was made from it
 *     has lost it (OpenID Connect Discovery, section 4.1), so that both are the issuer of that address
 */
public record ExpectedIssuer(String text, boolean mayBeMissing, boolean withSlashToo) {
    /** Checks that there is a text. */
    public ExpectedIssuer {
        Objects.requireNonNull(text, "text");
    }

    /** Creates one that has but one spelling. */
    public ExpectedIssuer(String text, boolean mayBeMissing) {
        this(text, mayBeMissing, false);
    }

    /** Returns the issuer that a document must name. */
    public static ExpectedIssuer named(String text) {
        return new ExpectedIssuer(text, false);
    }

    /** Compares character for character (RFC 8414, sections 3.3 and 4): nothing is normalised. */
    @Nullable
    String mismatch(String issuer, Members members) {
        if (issuer.equals(text) || (withSlashToo && issuer.equals(text + "/"))) {
            return null;
        }
        if (hasNoPath(text) && hasNoPath(issuer) && bare(issuer).equals(bare(text))) {
            members.deviates(
                    DeviationCode.ISSUER_TERMINATING_SLASH,
                    "issuer",
                    issuer.endsWith("/") ? "slash added" : "slash left out");
            return null;
        }
        return "its issuer is " + ServerText.cleanAddress(issuer)
                + ", which must be the expected one character for character (RFC 8414, section 3.3);"
                + " if it is the server you mean, configure it as upstreamIssuer, or as expectedIssuer beside a discoveryUrl";
    }

    private static boolean hasNoPath(String issuer) {
        int host = issuer.indexOf("://") + 3;
        return issuer.indexOf('/', host) < 0 || issuer.indexOf('/', host) == issuer.length() - 1;
    }

    private static String bare(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
