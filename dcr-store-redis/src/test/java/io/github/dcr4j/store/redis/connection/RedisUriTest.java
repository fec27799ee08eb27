package io.github.dcr4j.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dcr4j.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.HostAndPort;

class RedisUriTest {
    private static RedisUri parse(String text) {
        return RedisUri.parse(URI.create(text));
    }

    @Test
    void parse_everythingGiven_isKept() {
        RedisUri uri = parse("rediss://us%3Aer:p%40ss+w%2Ford@redis.example.com:6390/3?connectTimeout=10&timeout=20");

        assertThat(uri.kind()).isEqualTo(RedisUri.Kind.STANDALONE);
        assertThat(uri.nodes()).containsExactly(new HostAndPort("redis.example.com", 6390));
        assertThat(uri.login()).isEqualTo(new RedisUri.Login("us:er", Secret.of("p@ss+w/ord")));
        assertThat(uri.database()).isEqualTo(3);
        assertThat(uri.tls()).isTrue();
        assertThat(uri.connectTimeoutMillis()).isEqualTo(10);
        assertThat(uri.timeoutMillis()).isEqualTo(20);
        assertThat(uri).hasToString("rediss://redis.example.com:6390");
    }

    @Test
    void parse_schemeInCapitals_isTheSame() {
        assertThat(parse("REDISS://localhost")).isEqualTo(parse("rediss://localhost"));
    }

    @Test
    void parse_leftOut_hasDefaults() {
        RedisUri uri = parse("redis://localhost");

        assertThat(uri.nodes()).containsExactly(new HostAndPort("localhost", 6379));
        assertThat(uri.login()).isEqualTo(new RedisUri.Login(null, null));
        assertThat(uri.database()).isZero();
        assertThat(uri.tls()).isFalse();
        assertThat(uri.timeoutMillis()).isEqualTo(500);
    }

    @Test
    void parse_sentinels_areAllTaken() {
        RedisUri uri = parse("redis-sentinel://:pw@a:1,b-1:2,c/1?master=mine&tls=true&sentinelPassword=s%26t");

        assertThat(uri.nodes())
                .containsExactly(new HostAndPort("a", 1), new HostAndPort("b-1", 2), new HostAndPort("c", 26379));
        assertThat(uri.login()).isEqualTo(new RedisUri.Login(null, Secret.of("pw")));
        assertThat(uri.sentinelLogin()).isEqualTo(new RedisUri.Login(null, Secret.of("s&t")));
        assertThat(uri.master()).isEqualTo("mine");
        assertThat(uri.database()).isEqualTo(1);
        assertThat(uri.tls()).isTrue();
        assertThat(uri.toString()).isEqualTo("redis-sentinel://a:1,b-1:2,c:26379 (master mine)");
    }

    @Test
    void parse_addressOfVersion6_losesItsBrackets() {
        assertThat(parse("redis://:pw@[::1]:7").nodes()).containsExactly(new HostAndPort("::1", 7));
    }

    @Test
    void parse_prefix_isKept() {
        assertThat(parse("redis://h?prefix=gateway:1").prefix()).isEqualTo("gateway:1");
        assertThat(parse("redis://h").prefix()).isNull();
    }

    @Test
    void parse_cluster_hasItsNodes() {
        assertThat(parse("redis-cluster://a:1,b").nodes())
                .containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 6379));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    http://u:sesame@h             | scheme
                    redis:h                       | host
                    redis:///0                    | host
                    redis://u:sesame@h#sesame     | fragment
                    redis://u:sesame@             | host is missing
                    redis://u:sesame@h:0          | port
                    redis://u:sesame@h:65536      | port
                    redis://u:sesame@h:port       | port
                    redis://u:sesame@h/sesame     | database
                    redis://u:sesame@h/-1         | database
                    redis://sesame@h              | user:password
                    redis://u:@h                  | user:password
                    redis://u:sesame%zz@h         |
                    redis://a,b                   | several
                    redis://u:sesame@h?sesame=1   | parameter
                    redis://h?master=a            | parameter
                    redis://h?timeout=sesame      | timeout must be
                    redis://h?timeout=0           | timeout must be
                    redis://h?timeout             | once, with a value
                    redis://h?timeout=1&timeout=2 | once, with a value
                    redis://h?tls=sesame          | tls must be
                    redis://h?prefix=ses%20ame    | prefix must be
                    redis://h?prefix=             | prefix must be
                    redis-sentinel://h            | master
                    redis-sentinel://h?master=    | master
                    redis-cluster://h/1           | database
                    """)
    void parse_unusable_saysWhatIsWrongAndRepeatsNothing(String text, @Nullable String part) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).satisfies(e -> {
            if (part != null) {
                assertThat(e).hasMessageContaining(part).hasMessageNotContaining("sesame");
            }
        });
    }
}
