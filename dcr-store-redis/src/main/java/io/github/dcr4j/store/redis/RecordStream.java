package io.github.dcr4j.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.store.redis.connection.Attempts;
import io.github.dcr4j.store.redis.connection.Names;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Walks over the records of every master, some hundred names at a time. A name may come twice, as SCAN allows; what
 * cannot be used is left out. Not thread-safe.
 */
final class RecordStream<T> implements Iterator<T> {
    private static final int BATCH = 256;

    private final Attempts attempts;
    private final Names names;
    private final RecordReader<T> reader;
    private final Iterator<Scan> masters;
    private final Deque<T> ready = new ArrayDeque<>();
    private @Nullable Scan master;
    private byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;

    /** Reads the record of a fingerprint; {@code null} if there is none to be used. */
    interface RecordReader<T> {
        @Nullable
        T read(String fingerprint);
    }

    private interface Scan {
        ScanResult<byte[]> from(byte[] cursor);
    }

    RecordStream(UnifiedJedis redis, Attempts attempts, Names names, RecordReader<T> reader) {
        this.attempts = attempts;
        this.names = names;
        this.reader = reader;
        ScanParams params = new ScanParams().match(names.everyRecord()).count(BATCH);
        masters = mastersOf(redis, params).iterator();
    }

    private List<Scan> mastersOf(UnifiedJedis redis, ScanParams params) {
        if (!(redis instanceof RedisClusterClient cluster)) {
            return List.of(cursor -> redis.scan(cursor, params));
        }
        List<Scan> scans = new ArrayList<>();
        for (ConnectionPool node : cluster.getClusterNodes().values()) {
            if (reading(() -> isMaster(node))) {
                scans.add(cursor -> scan(node, cursor, params));
            }
        }
        return scans;
    }

    private static boolean isMaster(ConnectionPool node) {
        try (Connection connection = node.getResource()) {
            return connection.executeCommand(new CommandArguments(Command.ROLE)) instanceof List<?> role
                    && role.get(0) instanceof byte[] name
                    && new String(name, UTF_8).equals("master");
        }
    }

    private static ScanResult<byte[]> scan(ConnectionPool node, byte[] cursor, ScanParams params) {
        CommandArguments scan = new CommandArguments(Command.SCAN).add(cursor).addParams(params);
        try (Connection connection = node.getResource()) {
            return connection.executeCommand(new CommandObject<>(scan, BuilderFactory.SCAN_BINARY_RESPONSE));
        }
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            Scan scan = master;
            if (scan == null) {
                if (!masters.hasNext()) {
                    return false;
                }
                scan = masters.next();
                master = scan;
                cursor = ScanParams.SCAN_POINTER_START_BINARY;
            }
            take(scan);
        }
        return true;
    }

    private void take(Scan scan) {
        byte[] from = cursor;
        ScanResult<byte[]> batch = reading(() -> scan.from(from));
        for (byte[] name : batch.getResult()) {
            String fingerprint = names.fingerprintIn(name);
            T read = fingerprint == null ? null : reader.read(fingerprint);
            if (read != null) {
                ready.add(read);
            }
        }
        cursor = batch.getCursorAsBytes();
        if (batch.isCompleteIteration()) {
            master = null;
        }
    }

    private <R> R reading(Supplier<R> action) {
        return attempts.run(Step.STORE_READ, true, action);
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }
}
