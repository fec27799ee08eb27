package io.github.dcr4j.store.redis;

import io.github.dcr4j.redis.servers.RedisNode;
import io.github.dcr4j.redis.servers.RedisShards;
import io.github.dcr4j.redis.servers.RedisTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol.Command;

/** The rights that the operations manual says are sufficient, as it says them. */
final class OperationsManual {
    /** Stores of tests have prefixes that begin so, which the user may touch. */
    static final String PREFIX = "dcr4j:";

    static final String PASSWORD = "a b/c:d@e?f&g+h%";
    static final String USER = "dcr4j";
    static final String USER_INFO = "dcr4j:a%20b%2Fc%3Ad%40e%3Ff%26g+h%25@";

    private static final Path MANUAL = Path.of("../src/docs/operations.md");
    private static final Pattern BLOCK = Pattern.compile("```\n([^`]+)```");
    private static final String COMMAND = "ACL SETUSER " + USER + " ";
    private static final int BLOCKS = 3;

    private OperationsManual() {}

    /** Creates the manual's user, with its rights alone, on every server that holds data. */
    static void createUser(RedisTopology redis) {
        createUser(redis, USER, false);
    }

    /** Creates a user like the manual's, who may also enter a database other than 0. */
    static void createDatabaseUser(RedisTopology redis, String name) {
        createUser(redis, name, true);
    }

    private static void createUser(RedisTopology redis, String name, boolean database) {
        List<List<String>> blocks = blocks();
        List<String> words = new ArrayList<>(List.of("SETUSER", name));
        words.addAll(blocks.get(0));
        words.replaceAll(word -> word.equals(">password") ? ">" + PASSWORD : word);
        if (redis instanceof RedisShards) {
            words.addAll(blocks.get(1));
        }
        if (database) {
            words.addAll(blocks.get(2));
        }
        String[] command = words.toArray(String[]::new);
        for (RedisNode node : redis.nodes()) {
            node.ask(jedis -> jedis.sendCommand(Command.ACL, command));
        }
    }

    /** Returns the words about the user, what a Cluster needs beside them, and what a database does. */
    private static List<List<String>> blocks() {
        List<List<String>> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text());
        while (matcher.find()) {
            String block = matcher.group(1).strip();
            block = blocks.isEmpty() && block.startsWith(COMMAND) ? block.substring(COMMAND.length()) : block;
            blocks.add(Arrays.asList(block.split("\\s+", -1)));
        }
        if (blocks.size() != BLOCKS || !blocks.get(0).get(0).equals("reset")) {
            throw new IllegalStateException(MANUAL + " does not list the rights as this test expects them");
        }
        return blocks;
    }

    private static String text() {
        try {
            return Files.readString(MANUAL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
