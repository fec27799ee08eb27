package io.github.dcr4j.conformance.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.resolver.DcrCredentialStoreBuilder;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.Snapshot;
import io.github.dcr4j.store.StateChange;
import io.github.dcr4j.testkit.DcrFixtures;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.contract.DcrCoordinationContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole contract on a relational database, whose clock the tests advance. */
public class JdbcStateStoreTest extends DcrCoordinationContract {
    private static final Map<String, ManualClock> CLOCKS = new ConcurrentHashMap<>();

    private final ManualClock clock = new ManualClock();
    private final String name = UUID.randomUUID().toString();
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final DcrCredentialStore store;
    private final DcrCredentialStore peer;

    JdbcStateStoreTest() throws SQLException {
        CLOCKS.put(name, clock);
        database.setMaxConnections(40);
        run("CREATE ALIAS DATABASE_MILLIS FOR '" + JdbcStateStoreTest.class.getName() + ".databaseMillis'");
        store = replica();
        peer = replica();
    }

    /** Called by the database. */
    public static long databaseMillis(String database) {
        return Objects.requireNonNull(CLOCKS.get(database)).millis();
    }

    private DcrCredentialStore replica() {
        JdbcStateStore backend = new JdbcStateStore(database, "DATABASE_MILLIS('" + name + "')");
        return DcrCredentialStoreBuilder.on(backend)
                .clock(clock)
                .patience(Duration.ofSeconds(30))
                .listener(event -> {
                    throw new AssertionError(event);
                })
                .build();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        run("SHUTDOWN");
        database.dispose();
        CLOCKS.remove(name);
    }

    @Override
    protected DcrCredentialStore store() {
        return store;
    }

    @Override
    protected DcrCredentialStore peer() {
        return peer;
    }

    @Override
    protected void letPass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected DcrClock clock() {
        return clock;
    }

    @Test
    void replace_byTheClockOfTheDatabase_isAppliedUntilItIsTooLate() {
        JdbcStateStore backend = new JdbcStateStore(database, JdbcStateStore.DATABASE_CLOCK);
        Snapshot read = backend.read(DcrFixtures.key("late"), List.of("state"));
        StateChange change = new StateChange("1", List.of(), Set.of());

        assertThat(backend.replace(read, change, read.now().minusSeconds(1))).isFalse();
        assertThat(backend.replace(read, change, read.now().plusSeconds(3_600))).isTrue();

        Snapshot next = backend.read(read.key(), List.of("state"));
        assertThat(next.writeId()).isEqualTo("1");
        assertThat(next.now()).isBetween(read.now(), read.now().plusSeconds(600));
    }
}
