package io.github.dcr4j.conformance.state;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrStoreException;
import io.github.dcr4j.store.Found;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.store.StateStore;
import io.github.dcr4j.store.StoredEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A backend in two tables of a relational database: the write id of each key, and its entries. The database's clock is
 * the backend's. Thread-safe as far as the data source is.
 */
final class JdbcStateStore implements StateStore {
    /** The database's clock in milliseconds since the epoch. */
    static final String DATABASE_CLOCK = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

    private static final String KEYS =
            "CREATE TABLE IF NOT EXISTS dcr_key (slot VARCHAR(64) PRIMARY KEY, write_id VARCHAR(64) NOT NULL)";
    private static final String ENTRIES = "CREATE TABLE IF NOT EXISTS dcr_entry (slot VARCHAR(64), name VARCHAR(200),"
            + " bytes VARBINARY(1048576) NOT NULL, ends_at BIGINT, PRIMARY KEY (slot, name))";

    private final DataSource database;
    private final String now;

    private record Read(Found found, Instant at) {}

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Creates the store and, where they are missing, its tables. */
    JdbcStateStore(DataSource database, String clockExpression) {
        this.database = database;
        now = clockExpression;
        call(connection -> execute(connection, KEYS) + execute(connection, ENTRIES));
    }

    @Override
    public Found find(DcrKey key, List<String> names) {
        return read(key.fingerprint(), names).found();
    }

    @Override
    public Snapshot read(DcrKey key, List<String> names) {
        Read read = read(key.fingerprint(), names);
        return new Snapshot(key, names, read.found().entries(), read.found().writeId(), read.at());
    }

    /** One statement, and so one instant. */
    private Read read(String slot, List<String> names) {
        String sql = "SELECT e.name, e.bytes, e.ends_at, k.write_id, c.at FROM (SELECT " + now + " AS at) c"
                + " LEFT JOIN dcr_key k ON k.slot = ? LEFT JOIN dcr_entry e ON e.slot = ? AND " + among(names, "c.at");
        Reader<Read> reader = row -> new Read(
                new Found(row.getString("write_id"), row.getString("name") == null ? List.of() : List.of(entry(row))),
                Instant.ofEpochMilli(row.getLong("at")));
        List<Read> rows = call(connection -> query(connection, sql, reader, arguments(List.of(slot, slot), names)));
        Stream<StoredEntry> entries = rows.stream().flatMap(row -> row.found().entries().stream());
        Read first = rows.get(0);
        return new Read(new Found(first.found().writeId(), entries.toList()), first.at());
    }

    private static String among(List<String> names, String time) {
        String marks = String.join(", ", Collections.nCopies(names.size(), "?"));
        return "name IN (" + marks + ") AND (ends_at IS NULL OR ends_at > " + time + ")";
    }

    @Override
    public boolean replace(Snapshot read, StateChange change, Instant notAfter) {
        String slot = read.key().fingerprint();
        return call(connection -> {
            connection.setAutoCommit(false);
            try {
                if (!takeWriteId(connection, read, change.writeId(), notAfter.toEpochMilli())) {
                    return false;
                }
                execute(connection, "DELETE FROM dcr_entry WHERE slot = ? AND ends_at <= " + now, slot);
                for (String name : change.dropped()) {
                    execute(connection, "DELETE FROM dcr_entry WHERE slot = ? AND name = ?", slot, name);
                }
                for (StoredEntry entry : change.put()) {
                    execute(connection, "DELETE FROM dcr_entry WHERE slot = ? AND name = ?", slot, entry.name());
                    Instant end = entry.end();
                    Long endsAt = end == null ? null : Long.valueOf(end.toEpochMilli());
                    String insert = "INSERT INTO dcr_entry VALUES (?, ?, ?, ?)";
                    execute(connection, insert, slot, entry.name(), entry.bytes(), endsAt);
                }
                connection.commit();
                return true;
            } finally {
                connection.rollback(); // of what was not committed
                connection.setAutoCommit(true);
            }
        });
    }

    /** Locks the row of the key until the transaction ends. */
    private boolean takeWriteId(Connection connection, Snapshot read, String next, long notAfter) throws SQLException {
        String slot = read.key().fingerprint();
        if (read.writeId() != null) {
            String sql = "UPDATE dcr_key SET write_id = ? WHERE slot = ? AND write_id = ? AND " + now + " <= ?";
            return execute(connection, sql, next, slot, read.writeId(), notAfter) == 1;
        }
        try {
            String sql = "INSERT INTO dcr_key SELECT CAST(? AS VARCHAR), CAST(? AS VARCHAR) WHERE " + now + " <= ?";
            if (execute(connection, sql, slot, next, notAfter) == 0) {
                return false;
            }
        } catch (SQLIntegrityConstraintViolationException e) {
            return false; // another writer was faster
        }
        String sql = "SELECT name, bytes, ends_at FROM dcr_entry WHERE slot = ? AND " + among(read.names(), now);
        List<StoredEntry> present =
                query(connection, sql, JdbcStateStore::entry, arguments(List.of(slot), read.names()));
        return present.size() == read.entries().size()
                && present.stream().allMatch(entry -> entry.sameAs(read.entry(entry.name())));
    }

    @Override
    public Stream<Found> stream(List<String> names) {
        String sql = "SELECT DISTINCT slot FROM dcr_entry WHERE " + among(names, now);
        Reader<String> reader = row -> row.getString("slot");
        List<String> slots = call(connection -> query(connection, sql, reader, arguments(List.of(), names)));
        return slots.stream()
                .map(slot -> read(slot, names).found())
                .filter(found -> !found.entries().isEmpty());
    }

    /** Leaves the data source open: it was handed in. */
    @Override
    public void close() {}

    private <T> T call(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw DcrStoreException.reading("the database failed with state " + e.getSQLState(), e);
        }
    }

    private static <T> List<T> query(Connection connection, String sql, Reader<T> reader, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        }
    }

    private static int execute(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }

    private static StoredEntry entry(ResultSet row) throws SQLException {
        Long end = row.getObject("ends_at", Long.class);
        byte[] bytes = Objects.requireNonNull(row.getBytes("bytes"));
        return new StoredEntry(row.getString("name"), bytes, end == null ? null : Instant.ofEpochMilli(end));
    }

    private static Object[] arguments(List<String> first, List<String> others) {
        return Stream.concat(first.stream(), others.stream()).toArray();
    }
}
