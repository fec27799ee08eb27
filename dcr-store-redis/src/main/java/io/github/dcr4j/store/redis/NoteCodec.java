package io.github.dcr4j.store.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCoordination.Intent;
import io.github.dcr4j.DcrCoordination.Reason;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrManagement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the state keeps beside the rows, each protected as a row is: management data, intents, reasons. One that cannot be
 * read counts as absent, for the work on the key must go on without it. Thread-safe.
 */
final class NoteCodec {
    private static final byte[] NOTHING = new byte[0];
    private static final Reason UNREADABLE =
            new Reason("an earlier failure, whose reason cannot be read", false, 0, null);

    private final ValueCipher cipher;
    private final int format;

    NoteCodec(ValueCipher cipher, int format) {
        this.cipher = cipher;
        this.format = format;
    }

    /** Writes management data of a generation; empty for none. */
    byte[] management(DcrKey key, String generation, @Nullable DcrManagement management) {
        return management == null
                ? NOTHING
                : seal(key, "management of " + generation, CredentialsJson.write(management));
    }

    @Nullable
    DcrManagement management(DcrKey key, String generation, byte[] note) {
        JsonNode read = open(key, "management of " + generation, note);
        try {
            return read == null ? null : CredentialsJson.readManagement(read);
        } catch (BadRowException e) {
            return null;
        }
    }

    byte[] intent(DcrKey key, Intent intent) {
        ObjectNode json = Envelope.object()
                .put("call", intent.call().name())
                .put("startedAt", intent.startedAt().toString());
        if (intent.clientId() != null) {
            json.put("clientId", intent.clientId());
        }
        return seal(key, "intent", json);
    }

    @Nullable
    Intent intent(DcrKey key, byte[] note) {
        JsonNode read = open(key, "intent", note);
        if (read == null) {
            return null;
        }
        try {
            return new Intent(
                    Intent.Call.valueOf(read.path("call").asText()),
                    Instant.parse(read.path("startedAt").asText()),
                    CredentialsJson.text(read, "clientId"));
        } catch (RuntimeException e) {
            return null; // whatever it was: nothing is known of it any more
        }
    }

    byte[] reason(DcrKey key, Reason reason) {
        ObjectNode json = Envelope.object()
                .put("text", reason.text())
                .put("permanent", reason.permanent())
                .put("status", reason.status());
        if (reason.error() != null) {
            json.put("error", reason.error());
        }
        return seal(key, "reason", json);
    }

    Reason reason(DcrKey key, byte[] note) {
        JsonNode read = open(key, "reason", note);
        if (read == null) {
            return UNREADABLE;
        }
        try {
            String text = CredentialsJson.text(read, "text");
            return text == null
                    ? UNREADABLE
                    : new Reason(
                            text,
                            read.path("permanent").asBoolean(),
                            read.path("status").asInt(),
                            CredentialsJson.text(read, "error"));
        } catch (IllegalArgumentException e) {
            return UNREADABLE;
        }
    }

    private byte[] seal(DcrKey key, String kind, ObjectNode json) {
        ObjectNode line = Envelope.line(format, cipher.keyId());
        return new Envelope(line, cipher.seal(about(key, kind, format), Envelope.bytes(json))).toBytes();
    }

    private @Nullable JsonNode open(DcrKey key, String kind, byte[] note) {
        if (note.length == 0) {
            return null;
        }
        try {
            Envelope envelope = Envelope.parse(note);
            String keyId = envelope.keyId();
            if (envelope.format() > Envelope.FORMAT || (keyId != null && !cipher.knows(keyId))) {
                return null;
            }
            return Envelope.object(cipher.open(keyId, about(key, kind, envelope.format()), envelope.payload()));
        } catch (BadRowException e) {
            return null;
        }
    }

    private static byte[] about(DcrKey key, String kind, int format) {
        return Names.lengthPrefixed("note", Integer.toString(format), key.fingerprint(), kind);
    }
}
