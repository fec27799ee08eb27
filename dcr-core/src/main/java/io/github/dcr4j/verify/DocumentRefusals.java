package io.github.dcr4j.verify;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.events.EventPublisher;
import io.github.dcr4j.keep.RejectedRegistrations;
import io.github.dcr4j.rejection.ClientRejection;
import io.github.dcr4j.request.DocumentPlan;
import io.github.dcr4j.request.RequestSpec;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrCredentialStore.Invalidation;
import io.github.dcr4j.store.RefusedDocument;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Ends the client of a metadata document that a server refused, and remembers the refusal for every replica, so that a
 * client is registered in its place. Thread-safe.
 */
public final class DocumentRefusals {
    private static final Duration LASTS = Duration.ofHours(24);
    private static final Duration NOT_FETCHED_LASTS = Duration.ofHours(1);

    /** What servers say that could not get at a document, which may pass. */
    private static final List<String> NOT_FETCHED = List.of(
            "fetch",
            "retriev",
            "download",
            "unreachable",
            "not reachable",
            "timed out",
            "timeout",
            "could not be loaded",
            "could not load",
            "failed to load",
            "could not be resolved",
            "could not be read");

    private final DcrCoordination coordination;
    private final RejectedRegistrations rejections;
    private final EventPublisher publisher;

    public DocumentRefusals(DcrCoordination coordination, RejectedRegistrations rejections, EventPublisher publisher) {
        this.coordination = coordination;
        this.rejections = rejections;
        this.publisher = publisher;
    }

    /**
     * Remembers the refusal, then ends the client: no replica chooses the document between the two. What a registration
     * follows is not held back: the document is not offered again. A late report, of a generation that is replaced
     * already, holds back no document: it may be in use again.
     *
     * @param current whether {@code rejected} is the current generation
     */
    void end(RequestSpec request, DcrCredentials rejected, ClientRejection why, BooleanSupplier current) {
        DocumentPlan document = request.otherWays().document();
        Duration lasts = lasts(why.text());
        if (document != null) {
            remember(document, rejected, lasts, why, current);
        }
        Invalidation ended = rejections.end(rejected, why.text(), Duration.ZERO);
        if (ended instanceof Invalidation.Done) {
            publisher.publish(new DcrEvent.DocumentRefused(
                    rejected.key(), ForeignText.of(rejected.clientId()), rejected.generation(), lasts, why.text()));
        }
    }

    private void remember(
            DocumentPlan document,
            DcrCredentials rejected,
            Duration lasts,
            ClientRejection why,
            BooleanSupplier current) {
        try {
            if (current.getAsBoolean()) {
                coordination.refused(rejected.key(), new RefusedDocument(document.digest(), lasts, why.text()));
            }
        } catch (DcrStoreException e) {
            // a store that cannot be written fails below, or holds the client: the document is offered once more then
        }
    }

    /** Returns for how long a document is not offered that was refused with these words. */
    static Duration lasts(String why) {
        String words = why.toLowerCase(Locale.ROOT);
        return NOT_FETCHED.stream().anyMatch(words::contains) ? NOT_FETCHED_LASTS : LASTS;
    }
}
