package io.github.dcr4j.conformance.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.conformance.TestScope;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A service that starts registers once: for all of its replicas, and for all of its lives. */
@ExtendWith(RedisExtension.class)
class ColdStartIT {
    private static final String KEY = "gateway";
    private static final int REPLICAS = TestScope.pick(6, 16);
    private static final int CALLERS = 64;
    private static final int PROGRAMS = 20;

    @Test
    void resolve_manyReplicasOnAColdKey_oneRegistration(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            // nothing dies here: no lease may end because the machine is busy
            ReplicaSpec spec =
                    deployment.spec().withLease(Duration.ofSeconds(60)).withNearCache(Duration.ofSeconds(30));
            List<ReplicaJvm> replicas = deployment.startWarm(
                    Stream.generate(() -> spec).limit(REPLICAS).toArray(ReplicaSpec[]::new));
            List<CompletableFuture<List<ReplicaAnswer>>> prepared = replicas.stream()
                    .map(replica -> replica.prepare(KEY, CALLERS))
                    .toList();
            replicas.forEach(
                    replica -> replica.ping().orTimeout(10, TimeUnit.MINUTES).join());

            replicas.parallelStream().forEach(ReplicaJvm::go);
            List<ReplicaAnswer> answers = prepared.stream()
                    .flatMap(some -> some.orTimeout(10, TimeUnit.MINUTES).join().stream())
                    .toList();

            assertThat(answers).hasSize(REPLICAS * CALLERS).allMatch(ReplicaAnswer::succeeded);
            assertThat(answers)
                    .extracting(ReplicaAnswer::generation)
                    .containsOnly(answers.get(0).generation());
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }

    @Test
    void resolve_bootedAgain_registersNothing(RedisStandalone redis) {
        try (Deployment deployment = new Deployment(RedisUris.of(redis))) {
            ReplicaAnswer first = deployment.bootOnce(KEY);
            ReplicaAnswer second = deployment.bootOnce(KEY);

            assertThat(second.generation()).isNotNull().isEqualTo(first.generation());
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }

    @Test
    void resolve_manyProcessesOnANewFile_oneRegistration(@TempDir Path directory) {
        Path file = directory.resolve("tool").resolve("clients.json");
        try (Deployment deployment = new Deployment(file.toUri())) {
            ReplicaSpec spec =
                    deployment.spec().withLease(Duration.ofSeconds(60)).withPatience(Duration.ofSeconds(60));
            List<ReplicaJvm> programs = Stream.generate(() -> deployment.start(spec))
                    .limit(PROGRAMS)
                    .toList();
            List<CompletableFuture<List<ReplicaAnswer>>> prepared =
                    programs.stream().map(program -> program.prepare(KEY, 2)).toList();
            programs.forEach(
                    program -> program.ping().orTimeout(5, TimeUnit.MINUTES).join());
            assertThat(file).doesNotExist();

            programs.parallelStream().forEach(ReplicaJvm::go);
            List<ReplicaAnswer> answers = prepared.stream()
                    .flatMap(some -> some.orTimeout(5, TimeUnit.MINUTES).join().stream())
                    .toList();

            assertThat(answers).hasSize(PROGRAMS * 2).allMatch(ReplicaAnswer::succeeded);
            assertThat(answers)
                    .extracting(ReplicaAnswer::generation)
                    .containsOnly(answers.get(0).generation());
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }

    @Test
    void resolve_ranAgainOnAFile_registersNothing(@TempDir Path directory) {
        try (Deployment deployment =
                new Deployment(directory.resolve("clients.json").toUri())) {
            ReplicaAnswer first = deployment.bootOnce(KEY);
            ReplicaAnswer second = deployment.bootOnce(KEY);

            assertThat(second.generation()).isNotNull().isEqualTo(first.generation());
            assertThat(deployment.posts(KEY)).isOne();
            deployment.audit();
        }
    }
}
