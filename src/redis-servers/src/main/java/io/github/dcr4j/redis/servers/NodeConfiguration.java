package io.github.dcr4j.redis.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the configuration file of one server. A file rather than arguments: Sentinel insists on one, and passwords
 * stay out of the process list.
 */
final class NodeConfiguration {
    private final RedisOptions options;
    private final RedisAccess access;

    NodeConfiguration(RedisOptions options, RedisAccess access) {
        this.options = options;
        this.access = access;
    }

    /** Returns the configuration of a server with data, {@code more} lines included. */
    String ofData(ServerFolder folder, int port, List<String> more) {
        List<String> lines = common(folder, port);
        lines.add("save \"\"");
        lines.add("appendonly " + (options.appendOnly() ? "yes" : "no"));
        lines.add("repl-diskless-sync yes");
        lines.add("repl-diskless-sync-delay 0");
        lines.add("repl-ping-replica-period 1");
        lines.add(access.admin().line());
        lines.add("masteruser " + access.admin().name());
        lines.add("masterauth " + access.admin().password());
        if (options.password() != null) {
            lines.add("requirepass " + options.password());
        }
        options.users().forEach(user -> lines.add(user.line()));
        if (options.withoutAuth()) {
            lines.add("rename-command AUTH \"\"");
        }
        lines.addAll(more);
        lines.addAll(options.settings());
        return text(lines);
    }

    /** Returns the configuration of a Sentinel that watches a master, and needs {@code quorum} Sentinels to agree. */
    String ofSentinel(ServerFolder folder, int port, SentinelWatch watch) {
        List<String> lines = common(folder, port);
        if (options.sentinelPassword() != null) {
            lines.add("requirepass " + options.sentinelPassword());
            lines.add("sentinel sentinel-pass " + options.sentinelPassword());
        }
        String name = watch.masterName();
        lines.add("sentinel monitor " + name + " 127.0.0.1 " + watch.masterPort() + " " + watch.quorum());
        lines.add("sentinel down-after-milliseconds " + name + " " + watch.downAfterMillis());
        lines.add("sentinel failover-timeout " + name + " " + watch.failoverTimeoutMillis());
        lines.add("sentinel parallel-syncs " + name + " 1");
        lines.add("sentinel auth-user " + name + " " + access.admin().name());
        lines.add("sentinel auth-pass " + name + " " + access.admin().password());
        return text(lines);
    }

    private List<String> common(ServerFolder folder, int port) {
        List<String> lines = new ArrayList<>();
        lines.add("bind 127.0.0.1");
        if (access.isEncrypted()) {
            lines.add("port 0");
            lines.add("tls-port " + port);
            lines.addAll(access.tls().settings());
        } else {
            lines.add("port " + port);
        }
        lines.add("dir \"" + folder.path() + "\"");
        lines.add("daemonize no");
        lines.add("tcp-backlog 128");
        return lines;
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
