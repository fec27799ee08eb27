package io.github.dcr4j.micrometer;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEvent.RegistrationReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one upstream. All of them are there from the beginning, because a rate needs a zero to rise from.
 * Thread-safe.
 */
final class UpstreamMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter hits;
    private final Map<RegistrationReason, Counter> registrations = new EnumMap<>(RegistrationReason.class);
    private final Map<Class<? extends DcrEvent>, Counter> counters;
    private final Timer registered;
    private final Timer adopted;
    private final Timer failed;
    private final Timer answers;
    private final List<FollowedClient> followed = new CopyOnWriteArrayList<>();

    UpstreamMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        hits = counter("dcr.hits", "Calls that were answered with credentials that were there");
        for (RegistrationReason reason : RegistrationReason.values()) {
            String name = reason.name().toLowerCase(Locale.ROOT);
            registrations.put(
                    reason, counter("dcr.registrations", "Clients that were registered and saved", "reason", name));
        }
        String renewals = "Clients that got a new secret or a longer life, or could not get one";
        String rejections = "Clients that their server rejected";
        String orphans = "Clients that were left behind at a server";
        String losses = "What a store has lost, or set aside because it cannot be used";
        counters = Map.ofEntries(
                Map.entry(DcrEvent.Renewed.class, counter("dcr.renewals", renewals, "outcome", "renewed")),
                Map.entry(DcrEvent.NotRenewed.class, counter("dcr.renewals", renewals, "outcome", "impossible")),
                Map.entry(
                        DcrEvent.RefreshFailed.class,
                        counter("dcr.refresh.failures", "Attempts to replace a secret that ends soon, and failed")),
                Map.entry(DcrEvent.Invalidated.class, counter("dcr.rejections", rejections, "outcome", "replaced")),
                Map.entry(
                        DcrEvent.RejectionNotConfirmed.class, counter("dcr.rejections", rejections, "outcome", "kept")),
                Map.entry(
                        DcrEvent.BackedOff.class,
                        counter("dcr.backoffs", "Attempts that sent nothing because an earlier one had failed")),
                Map.entry(DcrEvent.Orphaned.class, counter("dcr.orphans", orphans, "certainty", "known")),
                Map.entry(DcrEvent.OrphanSuspected.class, counter("dcr.orphans", orphans, "certainty", "suspected")),
                Map.entry(
                        DcrEvent.DeviationTolerated.class,
                        counter("dcr.deviations", "Answers that bent a standard and were tolerated")),
                Map.entry(
                        DcrEvent.ClientDeleted.class,
                        counter("dcr.deletions", "Clients that were deleted at their server")),
                Map.entry(
                        DcrEvent.ServedWithoutStore.class,
                        counter("dcr.hits.without.store", "Calls that were answered while the store was away")),
                Map.entry(DcrEvent.RecordLost.class, counter("dcr.store.losses", losses, "kind", "lost")),
                Map.entry(DcrEvent.RowSetAside.class, counter("dcr.store.losses", losses, "kind", "set_aside")),
                Map.entry(
                        DcrEvent.DocumentRefused.class,
                        counter("dcr.documents.refused", "Metadata documents that their server refused")));
        registered = waits("registered");
        adopted = waits("adopted");
        failed = waits("failed");
        answers = Timer.builder("dcr.registration")
                .description("How long servers took to answer registrations")
                .tags(tags)
                .register(registry);
    }

    private Counter counter(String name, String description, String... more) {
        return Counter.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry);
    }

    private Timer waits(String outcome) {
        return Timer.builder("dcr.resolve")
                .description("How long callers waited because no client could be used")
                .tags(tags.and("outcome", outcome))
                .register(registry);
    }

    /** Lets {@code client} know when something happens here. */
    void follow(FollowedClient client) {
        followed.add(client);
    }

    void on(DcrEvent event) {
        if (event instanceof DcrEvent.Hit) {
            hits.increment();
            return;
        }
        Counter counter = event instanceof DcrEvent.Registered it
                ? registrations.get(it.reason())
                : counters.get(event.getClass());
        if (counter != null) {
            counter.increment();
        }
        time(event);
        followed.forEach(FollowedClient::changed);
    }

    private void time(DcrEvent event) {
        if (event instanceof DcrEvent.Registered it) {
            answers.record(it.answeredIn());
            if (wasWaitedFor(it.reason())) {
                registered.record(it.took());
            }
        } else if (event instanceof DcrEvent.Adopted it && it.took() != null) {
            adopted.record(it.took());
        } else if (event instanceof DcrEvent.Failed it) {
            failed.record(it.took());
        }
    }

    /** The one before is used while a client that is due, or that an operator replaces, is registered. */
    private static boolean wasWaitedFor(@Nullable RegistrationReason reason) {
        return reason != RegistrationReason.DUE && reason != RegistrationReason.ON_PURPOSE;
    }
}
