package io.github.dcr4j.store.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One generation as it stands in Redis: a line that names it, and the whole of it, encrypted and bound to that line and
 * to its key. Thread-safe.
 */
final class RowCodec {
    private static final String NEVER = "never";
    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z._?-]{1,32}");

    private final ValueCipher cipher;
    private final int format;
    private final DecodedRows decoded = new DecodedRows();

    /**
     * Creates a codec.
     *
     * @param format what is written; everything up to {@link Envelope#FORMAT} is read
     */
    RowCodec(ValueCipher cipher, int format) {
        this.cipher = cipher;
        this.format = format;
    }

    byte[] encode(DcrCredentials credentials) {
        ObjectNode line = Envelope.line(format, cipher.keyId())
                .put("generation", credentials.generation())
                .put("version", Long.toString(credentials.version()))
                .put("expires", expiry(credentials))
                .put("client", Names.clientDigest(credentials.key(), credentials.clientId()));
        byte[] text = Envelope.bytes(CredentialsJson.write(credentials));
        byte[] about = about(line, credentials.key().fingerprint());
        return new Envelope(line, cipher.seal(about, text)).toBytes();
    }

    /**
     * Reads a row found under the key of that fingerprint.
     *
     * @throws BadRowException if it is malformed, was changed, or is another's
     * @throws DcrStoreException if it is of a newer format, or encrypted with a key that is not known here
     */
    DcrCredentials decode(String fingerprint, byte[] row) throws BadRowException {
        return decode(fingerprint, null, row);
    }

    /** Reads a row found under {@code key}, as {@link #decode(String, byte[])} does. */
    DcrCredentials decode(DcrKey key, byte[] row) throws BadRowException {
        DcrCredentials known = decoded.find(key, row);
        if (known != null) {
            return known;
        }
        DcrCredentials read = decode(key.fingerprint(), key, row);
        if (!read.key().equals(key)) {
            throw new BadRowException("it belongs to another key");
        }
        decoded.add(row, read);
        return read;
    }

    private DcrCredentials decode(String fingerprint, @Nullable DcrKey likely, byte[] row) throws BadRowException {
        Envelope envelope = Envelope.parse(row);
        ensureReadable(envelope);
        DcrCredentials read = CredentialsJson.read(
                Envelope.object(cipher.open(envelope.keyId(), about(envelope.line(), fingerprint), envelope.payload())),
                likely);
        if (!read.key().fingerprint().equals(fingerprint)) {
            throw new BadRowException("it belongs to another key");
        }
        if (!read.generation().equals(envelope.text("generation"))
                || !Long.toString(read.version()).equals(envelope.text("version"))
                || !expiry(read).equals(envelope.text("expires"))
                || (envelope.keyId() == null
                        && !Names.clientDigest(read.key(), read.clientId()).equals(envelope.text("client")))) {
            throw new BadRowException("its first line says something else than the rest");
        }
        return read;
    }

    /** Returns the generation that a row's first line names. */
    static String generationOf(byte[] row) throws BadRowException {
        return Envelope.parse(row).text("generation");
    }

    private void ensureReadable(Envelope envelope) {
        if (envelope.format() > Envelope.FORMAT) {
            throw newer(Step.STORE_READ, Integer.toString(envelope.format()));
        }
        String keyId = envelope.keyId();
        if (keyId != null && !cipher.knows(keyId)) {
            throw unknownKey(Step.STORE_READ, keyId);
        }
    }

    static DcrStoreException newer(Step step, String format) {
        return new DcrStoreException(DcrException.at(
                step,
                "Redis holds format " + shown(format) + " for this key, and this version reads up to " + Envelope.FORMAT
                        + ": update this replica, or have the newer ones write " + Envelope.FORMAT));
    }

    static DcrStoreException unknownKey(Step step, @Nullable String keyId) {
        return new DcrStoreException(DcrException.at(
                step,
                "Redis holds something for this key that is encrypted with key " + shown(keyId)
                        + ", which this replica does not have: add that key to its key ring for reading"));
    }

    static DcrStoreException unknownKeyOfOthers(String prefix, String keyId) {
        return new DcrStoreException(DcrException.at(
                Step.STORE_READ,
                "what other replicas write to Redis under the prefix " + prefix + " is encrypted with key "
                        + shown(keyId)
                        + ", which this replica does not have: add that key to its key ring, or, if it is lost, use"
                        + " another prefix"));
    }

    /** Anybody who can write Redis can write anything there; of some of it a script has made question marks already. */
    private static String shown(@Nullable String found) {
        return found != null && PLAIN.matcher(found).matches() ? found : "(not readable)";
    }

    private static String expiry(DcrCredentials credentials) {
        return credentials
                .clientSecretExpiresAt()
                .map(at -> Long.toString(at.toEpochMilli()))
                .orElse(NEVER);
    }

    private static byte[] about(ObjectNode line, String fingerprint) {
        return Names.lengthPrefixed(
                "row",
                line.path("format").asText(),
                fingerprint,
                line.path("generation").asText(),
                line.path("version").asText(),
                line.path("expires").asText(),
                line.path("client").asText());
    }
}
