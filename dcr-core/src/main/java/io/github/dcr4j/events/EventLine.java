package io.github.dcr4j.events;

import io.github.dcr4j.ClientStatus.Way;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of an event: a message that alone names the server, the client and the reason, for a layout that
 * prints nothing else, and the same as pairs, for one that does. Immutable.
 *
 * @param warning whether an operator has to know; otherwise it is the course of things
 * @param message one line, with what came from outside cleaned
 * @param pairs names and values
 */
record EventLine(boolean warning, String message, Map<String, Object> pairs) {
    /** Returns the line of {@code event}; {@code null} if it is worth one at DEBUG only. */
    static @Nullable EventLine of(DcrEvent event) {
        EventLine course = course(event, server(event.key()));
        EventLine client = course == null ? ofAClient(event, server(event.key())) : course;
        return client == null ? ofAServer(event, server(event.key())) : client;
    }

    /**
     * Returns the server of {@code key} as it goes into a message: its issuer or registration endpoint, without query.
     */
    static String server(DcrKey key) {
        String upstream = key.upstream();
        int query = upstream.indexOf('?');
        return ForeignText.of(query < 0 ? upstream : upstream.substring(0, query))
                .toString();
    }

    private static @Nullable EventLine course(DcrEvent event, String server) {
        if (event instanceof DcrEvent.Registered it) {
            return new EventLine(
                    false,
                    "registered client " + it.clientId() + " at " + server
                            + (it.inPlaceOf() == null ? "" : " in place of client " + it.inPlaceOf()) + ": "
                            + it.reason().sentence(),
                    client(
                            it.clientId(),
                            it.generation(),
                            "reason",
                            it.reason(),
                            "inPlaceOf",
                            String.valueOf(it.inPlaceOf()),
                            "tookMillis",
                            it.took().toMillis(),
                            "answeredInMillis",
                            it.answeredIn().toMillis()));
        }
        if (event instanceof DcrEvent.WayTaken it) {
            return new EventLine(
                    false,
                    named(it.clientId(), server) + " came " + words(it.way()) + "; " + it.otherWays(),
                    client(it.clientId(), it.generation(), "way", it.way(), "otherWays", it.otherWays()));
        }
        if (event instanceof DcrEvent.Renewed it) {
            return new EventLine(
                    false,
                    "renewed client " + it.clientId() + " at " + server,
                    client(
                            it.clientId(),
                            it.generation(),
                            "tookMillis",
                            it.took().toMillis()));
        }
        return event instanceof DcrEvent.ClientDeleted it
                ? new EventLine(
                        false,
                        "deleted client " + it.clientId() + " at " + server + ": it is out of use",
                        pairs("clientId", it.clientId().toString(), "why", "it is out of use"))
                : null;
    }

    private static String words(Way way) {
        return switch (way) {
            case REGISTERED -> "by registration";
            case PRE_REGISTERED -> "from an operator, who registered it by hand";
            case DOCUMENT -> "by its metadata document";
        };
    }

    private static @Nullable EventLine ofAClient(DcrEvent event, String server) {
        if (event instanceof DcrEvent.NotRenewed it) {
            return warning(
                    named(it.clientId(), server) + " could not be renewed, and another one is registered in its place: "
                            + it.why(),
                    client(it.clientId(), it.generation(), "why", it.why()));
        }
        if (event instanceof DcrEvent.Orphaned it) {
            return warning(
                    named(it.orphan().clientId(), server)
                            + " could be neither kept nor deleted; delete it there. The reason: " + it.why(),
                    pairs("orphan", it.orphan(), "why", it.why()));
        }
        if (event instanceof DcrEvent.ManagementLost it) {
            return warning(
                    "the registration access token of " + named(it.clientId(), server)
                            + " was replaced by the server, and the new one could not be saved: the client stays in use,"
                            + " and cannot be managed any more; delete it at the server once it is replaced",
                    pairs("clientId", it.clientId().toString()));
        }
        if (event instanceof DcrEvent.Unpublished it) {
            return warning(
                    named(it.clientId(), server)
                            + " was registered and could not be saved, because the store cannot be used; it is held in"
                            + " memory and saved when the store is back",
                    client(it.clientId(), it.generation()));
        }
        if (event instanceof DcrEvent.Invalidated it) {
            return warning(
                    named(it.clientId(), server)
                            + " is rejected by the server, is not used any more, and another one is registered: "
                            + it.why(),
                    client(it.clientId(), it.generation(), "since", it.since(), "why", it.why()));
        }
        if (event instanceof DcrEvent.DocumentRefused it) {
            return warning(
                    "the metadata document of " + named(it.clientId(), server)
                            + " is refused by the server, and is not offered for "
                            + it.lasts().toHours()
                            + " h on any replica; a client is registered instead: " + it.why(),
                    client(
                            it.clientId(),
                            it.generation(),
                            "lastsSeconds",
                            it.lasts().toSeconds(),
                            "why",
                            it.why()));
        }
        return ofAClientInUse(event, server);
    }

    private static @Nullable EventLine ofAClientInUse(DcrEvent event, String server) {
        if (event instanceof DcrEvent.RejectionNotConfirmed it) {
            String kept = it.alive()
                    ? " was rejected, but the server says that it knows it: it is kept; check how it authenticates: "
                    : " was rejected, and the server could not be asked whether it knows it: it is kept for now: ";
            return warning(
                    named(it.clientId(), server) + kept + it.why(),
                    client(it.clientId(), it.generation(), "why", it.why()));
        }
        if (event instanceof DcrEvent.Verified it && it.outcome().equals("SUSPECTED")) {
            return warning(
                    named(it.clientId(), server)
                            + " may be gone, and is kept; see whether logins work, and report it if they do not: "
                            + it.why(),
                    client(it.clientId(), it.generation(), "why", it.why()));
        }
        if (event instanceof DcrEvent.RefreshFailed it) {
            String why = String.valueOf(it.failure().getMessage());
            return warning(
                    named(it.clientId(), server) + ", whose secret expires"
                            + (it.clientSecretExpiresAt() == null ? " soon" : " at " + it.clientSecretExpiresAt())
                            + ", could not be replaced yet, and is used until then: " + why,
                    client(
                            it.clientId(),
                            it.generation(),
                            "expiresAt",
                            String.valueOf(it.clientSecretExpiresAt()),
                            "why",
                            why));
        }
        return null;
    }

    private static @Nullable EventLine ofAServer(DcrEvent event, String server) {
        if (event instanceof DcrEvent.OrphanSuspected it) {
            return warning(
                    "a registration at " + server + " was begun at " + it.startedAt()
                            + " and its outcome is unknown: the server may hold a client that no replica knows",
                    pairs("startedAt", it.startedAt()));
        }
        if (event instanceof DcrEvent.ClockDiffers it) {
            long seconds = it.serverAhead().toSeconds();
            return warning(
                    "the clock of " + server + " is " + Math.abs(seconds) + " s "
                            + (seconds < 0 ? "behind" : "ahead of")
                            + " this machine's; secrets are judged by the server's"
                            + " where its answers show it: check the time on both",
                    pairs("serverAheadSeconds", seconds));
        }
        if (event instanceof DcrEvent.EndpointMoved it) {
            return new EventLine(
                    false,
                    "the " + it.endpoint() + " of " + server + " has moved from " + it.from() + " to " + it.to()
                            + "; its clients are handed out with that",
                    pairs("endpoint", it.endpoint(), "from", it.from(), "to", it.to()));
        }
        return event instanceof DcrEvent.ServedWithoutStore it
                ? warning(
                        "serving client credentials for " + server + " from memory: the store cannot be used",
                        pairs("generation", it.generation()))
                : null;
    }

    private static String named(ForeignText clientId, String server) {
        return "client " + clientId + " at " + server;
    }

    private static EventLine warning(String message, Map<String, Object> pairs) {
        return new EventLine(true, message, pairs);
    }

    private static Map<String, Object> client(ForeignText clientId, String generation, Object... more) {
        Map<String, Object> pairs = pairs("clientId", clientId.toString(), "generation", generation);
        pairs.putAll(pairs(more));
        return pairs;
    }

    private static Map<String, Object> pairs(Object... namesAndValues) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return pairs;
    }
}
