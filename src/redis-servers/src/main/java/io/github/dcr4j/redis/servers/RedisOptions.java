package io.github.dcr4j.redis.servers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the servers of one topology are set up. Immutable and safe for concurrent use. */
public final class RedisOptions {
    private final @Nullable RedisBinary binary;
    private final boolean tls;
    private final boolean appendOnly;
    private final boolean withoutAuth;
    private final @Nullable String password;
    private final @Nullable String sentinelPassword;
    private final List<RedisUser> users;
    private final List<String> settings;

    private RedisOptions(Builder builder) {
        this.binary = builder.binary;
        this.tls = builder.tls;
        this.appendOnly = builder.appendOnly;
        this.withoutAuth = builder.withoutAuth;
        this.password = builder.password;
        this.sentinelPassword = builder.sentinelPassword;
        this.users = List.copyOf(builder.users);
        this.settings = List.copyOf(builder.settings);
    }

    /** Returns options for servers without TLS, password or users, that keep nothing on disk. */
    public static RedisOptions plain() {
        return builder().build();
    }

    /** Returns a builder that starts from {@link #plain()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the program to run: the one set, else {@link RedisBinary#chosen()}. */
    RedisBinary binary() {
        return binary == null ? RedisBinary.chosen() : binary;
    }

    boolean tls() {
        return tls;
    }

    boolean appendOnly() {
        return appendOnly;
    }

    boolean withoutAuth() {
        return withoutAuth;
    }

    @Nullable
    String password() {
        return password;
    }

    @Nullable
    String sentinelPassword() {
        return sentinelPassword;
    }

    List<RedisUser> users() {
        return users;
    }

    List<String> settings() {
        return settings;
    }

    /** Collects options. Not safe for concurrent use. */
    public static final class Builder {
        private @Nullable RedisBinary binary;
        private boolean tls;
        private boolean appendOnly;
        private boolean withoutAuth;
        private @Nullable String password;
        private @Nullable String sentinelPassword;
        private final List<RedisUser> users = new ArrayList<>();
        private final List<String> settings = new ArrayList<>();

        private Builder() {}

        /** Runs this program; {@link RedisBinary#chosen()} unless set. */
        public Builder binary(RedisBinary program) {
            this.binary = program;
            return this;
        }

        /** Takes TLS connections only, also between servers, with a certificate made for the topology. */
        public Builder tls() {
            this.tls = true;
            return this;
        }

        /** Keeps data over a restart in an append-only file; nothing is kept unless set. */
        public Builder appendOnly() {
            this.appendOnly = true;
            return this;
        }

        /** Disables {@code AUTH} ({@code rename-command AUTH ""}): every connection is the default user's. */
        public Builder withoutAuth() {
            this.withoutAuth = true;
            return this;
        }

        /** Sets the default user's password ({@code requirepass}); none unless set. */
        public Builder password(String word) {
            this.password = RedisUser.requireWord("password", word);
            return this;
        }

        /** Sets the password that Sentinels ask for; none unless set. */
        public Builder sentinelPassword(String word) {
            this.sentinelPassword = RedisUser.requireWord("sentinelPassword", word);
            return this;
        }

        /** Adds an ACL user to every server that holds data. */
        public Builder user(RedisUser user) {
            this.users.add(user);
            return this;
        }

        /** Adds a line to the configuration of every server that holds data: {@code maxmemory-policy noeviction}. */
        public Builder setting(String line) {
            if (line.isBlank() || line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("setting: one line expected, got '" + line + "'");
            }
            this.settings.add(line);
            return this;
        }

        /** Returns the options. */
        public RedisOptions build() {
            return new RedisOptions(this);
        }
    }
}
