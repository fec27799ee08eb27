package io.github.dcr4j.register;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.ExpectedIssuer;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The metadata documents that were read lately: ten minutes each, and about 16 MiB of memory together. A server decides
 * how long its document is, so it is their weight that counts and not their number; what was used longest ago goes
 * first. Thread-safe.
 */
final class KeptDocuments {
    static final Duration LONGEST = Duration.ofMinutes(10);
    static final long MOST_BYTES = 16L * 1024 * 1024;

    private final KeptValues<Document, Discovery> kept;

    /** Which document: where it is looked for, and whose it has to be. */
    record Document(EndpointUrl url, ExpectedIssuer issuer) {}

    KeptDocuments(DcrClock clock) {
        this(clock, MOST_BYTES);
    }

    KeptDocuments(DcrClock clock, long mostBytes) {
        kept = new KeptValues<>(clock, mostBytes);
    }

    /** Returns the document, or {@code null} if it is not kept or was read ten minutes ago. */
    @Nullable
    Discovery find(Document document) {
        return kept.find(document);
    }

    /** Keeps the document that {@code discovery} uses; what alone is more than there is room for is not kept. */
    void put(Document document, Discovery discovery) {
        Discovery used = discovery.withoutTheRest();
        kept.put(document, used, used.weight(), LONGEST);
    }

    /** Keeps {@code document} no longer if what was read last is {@code outdated}. */
    void forget(Document document, Predicate<Discovery> outdated) {
        kept.forget(document, outdated);
    }

    /** Returns how many bytes of memory the documents take, by estimate. */
    long bytes() {
        return kept.bytes();
    }

    /** Returns how many documents are kept. */
    int size() {
        return kept.size();
    }
}
