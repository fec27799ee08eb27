package io.github.dcr4j.conformance.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.redis.servers.RedisExtension;
import io.github.dcr4j.redis.servers.RedisStandalone;
import io.github.dcr4j.resolver.DcrRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What began with one generation ends with it, on any replica, although another has taken its place. */
@ExtendWith(RedisExtension.class)
class FormerGenerationTest {
    private final Service service;
    private final DcrRequest request;

    FormerGenerationTest(RedisStandalone redis) {
        service = Service.on(redis);
        request = service.request();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void find_loginBegunBeforeTheReplacement_endsOnAReplicaThatNeverSawItsClient() throws Exception {
        Replica one = service.replica();
        DcrCredentials begun = one.resolver().resolve(request);
        Login login = Login.begin(begun);
        DcrCredentials replacement = service.replace(one, request, begun);
        Replica other = service.replica();

        DcrCredentials current = other.resolver().resolve(request);
        DcrCredentials found =
                other.resolver().find(request, begun.generation()).orElseThrow();

        assertThat(current).isEqualTo(replacement);
        assertThat(found).isEqualTo(begun);
        assertThat(login.finish(found).statusCode()).isEqualTo(200);
        assertThat(Login.tokens(found).statusCode()).isEqualTo(200);
        assertThat(Login.tokens(current).statusCode()).isEqualTo(200);
    }

    /** A refresh token is bound to the client that it was given to (RFC 6749, section 6). */
    @Test
    void find_refreshTokenOfAReplacedClient_isTakenFromThatClientAlone() throws Exception {
        Replica one = service.replica();
        DcrCredentials begun = one.resolver().resolve(request);
        String refreshToken = Login.begin(begun)
                .finish(begun)
                .body()
                .replaceFirst("(?s).*\"refresh_token\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        DcrCredentials replacement = service.replace(one, request, begun);
        DcrCredentials found =
                service.replica().resolver().find(request, begun.generation()).orElseThrow();

        assertThat(Login.refresh(found, refreshToken).statusCode()).isEqualTo(200);
        assertThat(Login.refresh(replacement, refreshToken).statusCode()).isEqualTo(400);
    }

    @Test
    void find_onReplicasThatStillUseItAndThatReplacedIt_isTheOneAskedFor() {
        Replica one = service.replica();
        Replica other = service.replica();
        DcrCredentials begun = one.resolver().resolve(request);
        assertThat(other.resolver().resolve(request)).isEqualTo(begun);
        DcrCredentials replacement = service.replace(one, request, begun);

        for (Replica replica : new Replica[] {one, other, service.replica()}) {
            assertThat(replica.resolver().find(request, begun.generation())).hasValue(begun);
            assertThat(replica.resolver().find(request, replacement.generation()))
                    .hasValue(replacement);
        }
        assertThat(service.registrations()).isEqualTo(2);
    }
}
