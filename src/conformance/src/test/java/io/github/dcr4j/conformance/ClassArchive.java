package io.github.dcr4j.conformance;

import io.github.dcr4j.conformance.replicas.RedisUris;
import io.github.dcr4j.conformance.replicas.ReplicaLine;
import io.github.dcr4j.conformance.replicas.ReplicaSpec;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import io.github.dcr4j.store.memory.NearCache;
import io.github.dcr4j.store.redis.RedisDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the classes that programs of these tests load from jars, so that each starts in half the time. It is
 * made once in a build, by the first JVM that starts a program; those that start at the same time wait for it. A JVM
 * that cannot use it goes on without. Thread-safe.
 */
final class ClassArchive {
    private static final Path PLACE = Path.of("target", "class-archive").toAbsolutePath();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static @Nullable ClassArchive known;

    private final List<String> options;

    private ClassArchive(List<String> options) {
        this.options = options;
    }

    /** Returns the archive of {@code jars}, which stand first in the class path of all who use it. */
    static synchronized ClassArchive of(String jars, String classPath) {
        if (known == null) {
            known = new ClassArchive(options(jars, classPath));
        }
        return known;
    }

    /** Returns what makes a JVM use it; nothing if there is none. */
    List<String> options() {
        return options;
    }

    private static List<String> options(String jars, String classPath) {
        try {
            Path archive = Files.createDirectories(PLACE).resolve(nameOf(jars) + ".jsa");
            try (FileChannel channel = FileChannel.open(
                            PLACE.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                assert held.isValid();
                if (!Files.exists(archive)) {
                    make(archive, jars, classPath);
                }
            }
            return Files.size(archive) == 0
                    ? List.of()
                    // what a JVM says that cannot use it must not stand in the program's output
                    : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=warning:stderr");
        } catch (IOException e) {
            throw new UncheckedIOException("no archive of classes can be made", e);
        }
    }

    /** An archive is of one JVM and of jars as they are: what was built since, or by another JVM, needs its own. */
    private static String nameOf(String jars) throws IOException {
        int hash = System.getProperty("java.vm.version").hashCode();
        for (String jar : jars.split(File.pathSeparator, -1)) {
            Path path = Path.of(jar);
            hash = Objects.hash(hash, jar, Files.size(path), Files.getLastModifiedTime(path));
        }
        return "classes-" + Integer.toHexString(hash);
    }

    /** Leaves an empty file if it fails, so that it is not tried again. */
    private static void make(Path archive, String jars, String classPath) throws IOException {
        Path list = PLACE.resolve("classes.lst");
        Path made = PLACE.resolve("classes.tmp");
        boolean done = run("-XX:DumpLoadedClassList=" + list, "-cp", classPath, Loads.class.getName())
                && run("-Xshare:dump", "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + made, "-cp", jars);
        if (!done) {
            Files.write(made, new byte[0]);
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean run(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(PLACE.resolve("log").toFile())
                .start();
        try {
            if (process.waitFor(5, TimeUnit.MINUTES)) {
                return process.exitValue() == 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /** Loads what programs need that register a client, keep it in a file or share it on Redis, and say so as JSON. */
    static final class Loads {
        private Loads() {}

        public static void main(String[] none) throws IOException {
            Path directory = Files.createTempDirectory(PLACE, "loads");
            try (FakeAuthorizationServer server = FakeAuthorizationServer.start();
                    RedisStandalone redis = RedisStandalone.start()) {
                register(
                        server,
                        FileDcrCredentialStore.builder(directory.resolve("clients.json"))
                                .trustDirectory()
                                .build());
                register(
                        server,
                        NearCache.builder(RedisDcrCredentialStore.builder(RedisUris.of(redis), ReplicaSpec.keyRing())
                                        .build())
                                .build());
            }
            ReplicaLine unused = ReplicaLine.read(ReplicaLine.write(new ReplicaLine(1, null, null)), ReplicaLine.class);
        }

        private static void register(FakeAuthorizationServer server, DcrCredentialStore opened) {
            try (DcrCredentialStore store = opened;
                    DcrResolver resolver = DcrResolver.builder(store).build()) {
                resolver.resolve(DcrRequest.builder("https://app.example.com")
                        .upstreamIssuer(server.issuer())
                        .build());
            }
        }
    }
}
