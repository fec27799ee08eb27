package io.github.dcr4j.store.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is and how to get in. Prints without credentials, and no message about it repeats the text. Immutable and
 * thread-safe.
 */
public record RedisUri(Kind kind, List<HostAndPort> nodes, Login login, int database, Map<String, String> parameters) {
    private static final Set<String> EVERYWHERE = Set.of("connectTimeout", "timeout", "tls", "prefix");
    private static final Set<String> SENTINEL = Set.of("master", "sentinelUser", "sentinelPassword");
    private static final int LONGEST_TIMEOUT = 600_000;
    private static final String ENCODED = "in a password, characters like # / ? @ are percent-encoded";

    public RedisUri {
        nodes = List.copyOf(nodes);
        parameters = Map.copyOf(parameters);
    }

    /** What the nodes are. */
    enum Kind {
        STANDALONE("redis", 6379),
        SENTINEL("redis-sentinel", 26379),
        CLUSTER("redis-cluster", 6379);

        private final String scheme;
        private final int port;

        Kind(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }
    }

    /** Who enters. */
    record Login(@Nullable String user, @Nullable Secret password) {}

    /** Parses a text; one that is no URI may hold a password, so neither message nor cause repeats it. */
    public static RedisUri parse(String uri) {
        try {
            return parse(new URI(uri));
        } catch (URISyntaxException e) {
            throw wrong("it is no URI; " + ENCODED);
        }
    }

    public static RedisUri parse(URI uri) {
        // RFC 3986, section 3.1: in any case
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("rediss");
        Kind kind = switch (scheme) {
            case "redis", "rediss" -> Kind.STANDALONE;
            case "redis-sentinel" -> Kind.SENTINEL;
            case "redis-cluster" -> Kind.CLUSTER;
            default -> throw wrong("its scheme must be redis, rediss, redis-sentinel or redis-cluster");
        };
        String authority = uri.getRawAuthority();
        if (authority == null || uri.getRawFragment() != null) {
            throw wrong("it must name a host, and have no fragment; " + ENCODED);
        }
        Map<String, String> parameters = parameters(uri.getRawQuery(), kind);
        if (secure) {
            parameters.put("tls", "true");
        }
        int at = authority.lastIndexOf('@');
        Login login = at < 0 ? new Login(null, null) : login(authority.substring(0, at));
        List<HostAndPort> nodes = nodes(authority.substring(at + 1), kind);
        RedisUri parsed = new RedisUri(kind, nodes, login, database(uri.getRawPath()), parameters);
        parsed.check();
        return parsed;
    }

    private void check() {
        if (kind == Kind.STANDALONE && nodes.size() > 1) {
            throw wrong("only redis-sentinel and redis-cluster take several hosts");
        }
        if (kind == Kind.CLUSTER && database != 0) {
            throw wrong("a cluster has no databases but 0");
        }
        if (kind == Kind.SENTINEL && parameters.getOrDefault("master", "").isEmpty()) {
            throw wrong("redis-sentinel needs the parameter master, the name of the master");
        }
        if (!Set.of("true", "false").contains(parameters.getOrDefault("tls", "false"))) {
            throw wrong("tls must be true or false");
        }
        if (prefix() != null && !Names.isPrefix(prefix())) {
            throw wrong("prefix must be 1 to 64 letters, digits, dots, colons, dashes or underscores");
        }
        connectTimeoutMillis();
        timeoutMillis();
    }

    /** Returns what the names of the entries begin with, {@code null} where the address does not say. */
    @Nullable
    public String prefix() {
        return parameters.get("prefix");
    }

    boolean tls() {
        return Boolean.parseBoolean(parameters.get("tls"));
    }

    int connectTimeoutMillis() {
        return timeout("connectTimeout", 2_000);
    }

    int timeoutMillis() {
        return timeout("timeout", 500);
    }

    String master() {
        return parameters.getOrDefault("master", "");
    }

    Login sentinelLogin() {
        String password = parameters.get("sentinelPassword");
        return new Login(parameters.get("sentinelUser"), password == null ? null : Secret.of(password));
    }

    /** Returns what must not be printed: the passwords. */
    public List<Secret> secrets() {
        return Stream.of(login, sentinelLogin())
                .map(Login::password)
                .filter(Objects::nonNull)
                .toList();
    }

    private int timeout(String parameter, int otherwise) {
        String text = parameters.get(parameter);
        if (text == null) {
            return otherwise;
        }
        int millis = number(text);
        if (millis < 1 || millis > LONGEST_TIMEOUT) {
            throw wrong(parameter + " must be 1 to " + LONGEST_TIMEOUT + " milliseconds");
        }
        return millis;
    }

    private static Map<String, String> parameters(@Nullable String query, Kind kind) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!EVERYWHERE.contains(name) && !(kind == Kind.SENTINEL && SENTINEL.contains(name))) {
                throw wrong("it has a parameter that " + kind.scheme + " does not know; known are "
                        + (kind == Kind.SENTINEL ? "master, sentinelUser, sentinelPassword, " : "")
                        + "connectTimeout, timeout, tls, prefix");
            }
            if (equals < 0 || parameters.put(name, decoded(pair.substring(equals + 1))) != null) {
                throw wrong("the parameter " + name + " must be there once, with a value");
            }
        }
        return parameters;
    }

    private static Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon < 0 || colon == userInfo.length() - 1) {
            throw wrong("before the host it must have user:password or :password");
        }
        String user = decoded(userInfo.substring(0, colon));
        return new Login(user.isEmpty() ? null : user, Secret.of(decoded(userInfo.substring(colon + 1))));
    }

    private static List<HostAndPort> nodes(String hosts, Kind kind) {
        List<HostAndPort> nodes = new ArrayList<>();
        for (String node : hosts.split(",", -1)) {
            int bracket = node.lastIndexOf(']');
            int colon = node.indexOf(':', Math.max(bracket, 0));
            String host = colon < 0 ? node : node.substring(0, colon);
            int port = colon < 0 ? kind.port : number(node.substring(colon + 1));
            if (host.isEmpty() || port < 1 || port > 65_535) {
                throw wrong("a host is missing, or a port is not 1 to 65535; " + ENCODED);
            }
            nodes.add(new HostAndPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
        }
        return nodes;
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        int database = number(path.substring(1));
        if (database < 0) {
            throw wrong("its path must be the number of a database");
        }
        return database;
    }

    /** Returns the number, or -1 for what is none. */
    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong("it has a percent sign that encodes nothing");
        }
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the address of Redis cannot be used: " + what);
    }

    /** Prints scheme, hosts and ports, and the master's name; nothing secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind == Kind.STANDALONE && tls() ? "rediss" : kind.scheme).append("://");
        text.append(String.join(",", nodes.stream().map(HostAndPort::toString).toList()));
        return kind == Kind.SENTINEL
                ? text.append(" (master ").append(master()).append(")").toString()
                : text.toString();
    }
}
