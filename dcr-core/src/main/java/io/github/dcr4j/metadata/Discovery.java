package io.github.dcr4j.metadata;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.ServerText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search for an authorization server's metadata found. Immutable and thread-safe.
 *
 * @param expectedIssuer whose metadata was looked for
 * @param findings what was found at each address that was tried, in order
 * @param used the document that is used, if there is a usable one
 * @param clientIdDocuments whether one of the server's documents says {@code client_id_metadata_document_supported};
 *     {@code null} if those that were read do not, and there are more
 */
public record Discovery(
        String expectedIssuer,
        List<Finding> findings,
        @Nullable AuthorizationServerMetadata used,
        @Nullable Boolean clientIdDocuments) {
    /** Copies the list. */
    public Discovery {
        findings = List.copyOf(findings);
    }

    /**
     * Returns the document that is used.
     *
     * @throws DcrException at {@link Step#DISCOVER}, naming every address that was tried and why it was not used
     */
    public AuthorizationServerMetadata metadata() {
        if (used == null) {
            throw failure();
        }
        return used;
    }

    /** Returns the same, knowing what the server's other documents say. */
    public Discovery withClientIdDocuments(boolean said) {
        return new Discovery(expectedIssuer, findings, used, said);
    }

    /** Returns how the document that is used, and the answers before it, depart from the standards. */
    public List<Deviation> deviations() {
        List<Deviation> all = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.deviation() != null) {
                all.add(finding.deviation());
            }
        }
        if (used != null) {
            all.addAll(used.deviations());
        }
        return all;
    }

    /**
     * Returns the document that is used and how it and the answers before it depart from the standards, and no more.
     */
    public Discovery withoutTheRest() {
        List<Finding> telling = new ArrayList<>();
        for (Finding finding : findings) {
            if (finding.deviation() != null) {
                telling.add(finding.deviationOnly());
            }
        }
        return new Discovery(expectedIssuer, telling, used, clientIdDocuments);
    }

    /** Returns about how many bytes of memory it takes; rather too many than too few. */
    public long weight() {
        Weight weight = new Weight().text(expectedIssuer).deviations(deviations());
        for (Finding finding : findings) {
            weight.address(finding.address()).text(finding.why());
        }
        return weight.bytes() + (used == null ? 0 : used.weight());
    }

    /** Returns why nothing can be used; the exception of a search that found nothing. */
    public DcrException failure() {
        StringBuilder message = new StringBuilder(
                "no usable metadata of the authorization server " + ServerText.clean(expectedIssuer) + " was found. ");
        findings.forEach(f -> message.append(f.address().printable())
                .append(": ")
                .append(f.why())
                .append("; "));
        message.setLength(Math.max(0, message.length() - 2));
        message.append(
                DiscoveryUrl.isOne(expectedIssuer)
                        ? ". The issuer is the address of a metadata document: give the issuer that the document names, or"
                                + " the address as discovery URL"
                        : ". Check the issuer or the discovery URL, or configure the server's endpoints");
        Finding last = findings.isEmpty() ? null : findings.get(findings.size() - 1);
        return DcrException.at(Step.DISCOVER, message.toString())
                .retryable(findings.stream().anyMatch(Finding::retryable))
                .retryAfter(last == null ? null : last.retryAfter())
                .cause(last == null ? null : last.cause())
                .exception();
    }
}
