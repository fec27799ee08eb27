package io.github.dcr4j.redis.servers;

import java.util.regex.Pattern;

/**
 * An ACL user of the servers. Immutable.
 *
 * @param name its name
 * @param password its password, a test's own: it is written to the server's configuration
 * @param rules what it may do, as {@code ACL SETUSER} takes it: {@code ~dcr:* +@read}
 */
public record RedisUser(String name, String password, String rules) {
    private static final Pattern WORD = Pattern.compile("[\\w.-]+");

    /** Creates a user that is on. */
    public RedisUser {
        requireWord("name", name);
        requireWord("password", password);
        if (rules.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("rules: one line expected");
        }
    }

    /** Returns the line of the server's configuration. */
    String line() {
        return "user " + name + " on >" + password + " " + rules;
    }

    /** Refuses what a configuration line could misread. */
    static String requireWord(String property, String value) {
        if (!WORD.matcher(value).matches()) {
            throw new IllegalArgumentException(property + ": letters, digits, '_', '.' and '-' expected");
        }
        return value;
    }

    @Override
    public String toString() {
        return "RedisUser[" + name + ", " + rules + "]";
    }
}
