package io.github.dcr4j.conformance.upstream;

import io.github.dcr4j.redis.servers.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process holds that ends with what the library opened. Files and sockets are known where the system tells,
 * in {@code /proc}; elsewhere there are none.
 *
 * @param threads the threads of the library, of Jedis and of OkHttp, by name
 * @param files what is open that is no socket
 * @param calls the connections to the authorization server, from this end: a fake server may keep its own for longer
 * @param connections the connections that Redis has
 */
record Holdings(List<String> threads, List<String> files, long calls, long connections) {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final List<Path> SOCKETS = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final String SOCKET = "socket:";
    private static final List<String> NAMES = List.of("dcr4j", "OkHttp", "Jedis", "commons-pool");

    Holdings {
        threads = List.copyOf(threads);
        files = List.copyOf(files);
    }

    /**
     * Looks.
     *
     * @param server the port of the authorization server
     */
    static Holdings now(RedisNode redis, int server) {
        List<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                // OkHttp keeps these for the whole process, for a minute after their last work
                .filter(name -> !name.equals("OkHttp TaskRunner"))
                .filter(name -> NAMES.stream().anyMatch(name::startsWith))
                .toList();
        // one is the connection that asks
        long connections = redis.ask(jedis -> jedis.clientList()).lines().count() - 1;
        List<String> open = open();
        List<String> files =
                open.stream().filter(target -> !target.startsWith(SOCKET)).toList();
        return new Holdings(threads, files, connectionsTo(server, open), connections);
    }

    private static List<String> open() {
        if (!Files.isDirectory(OPEN)) {
            return List.of();
        }
        try (Stream<Path> numbers = Files.list(OPEN)) {
            return numbers.flatMap(Holdings::target).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> target(Path number) {
        try {
            return Stream.of(Files.readSymbolicLink(number).toString());
        } catch (NoSuchFileException e) {
            return Stream.empty(); // closed meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of the system's table has, among others, both addresses and the number that the open file has, too. */
    private static long connectionsTo(int port, List<String> open) {
        String there = String.format(":%04X", port);
        return SOCKETS.stream()
                .filter(Files::isReadable)
                .flatMap(Holdings::lines)
                .map(line -> line.strip().split("\\s+"))
                .filter(socket -> socket[2].endsWith(there) && open.contains(SOCKET + "[" + socket[9] + "]"))
                .count();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether this is no more, of anything, than {@code before}. */
    boolean within(Holdings before) {
        return threads.size() <= before.threads.size()
                && files.size() <= before.files.size()
                && calls <= before.calls
                && connections <= before.connections;
    }
}
