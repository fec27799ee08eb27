package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.server.ServerMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How often the metadata of a server is read, and what comes of a read that fails. */
class ServerMetadataReadsTest extends ServerMetadataFixture {
    @Test
    void serverMetadata_askedForAgain_isReadOnceInTenMinutes() {
        documents.put(OAUTH, document(""));
        ServerMetadata first = metadata();

        assertThat(metadata()).isSameAs(first);
        assertThat(calls).containsExactly(OAUTH, OPENID);
        documents.put(OAUTH, document(",'jwks_uri':'@/keys'"));
        clock.advance(Duration.ofMinutes(10));

        assertThat(metadata().jwksUri()).hasValue(at("/keys"));
        assertThat(calls).containsExactly(OAUTH, OPENID, OAUTH, OPENID);
    }

    @Test
    void serverMetadata_secondDocumentCannotBeReadJustNow_isReadAgainAfterHalfAMinute() {
        documents.put(OAUTH, document(""));
        absent = 503;
        assertThat(metadata().jwksUri()).isEmpty();
        documents.put(OPENID, document(",'jwks_uri':'@/keys'"));
        assertThat(metadata().jwksUri()).isEmpty();

        clock.advance(Duration.ofSeconds(30));

        assertThat(metadata().jwksUri()).hasValue(at("/keys"));
    }

    @Test
    void serverMetadata_32CallersAtOnce_shareOneRead() throws Exception {
        documents.put(OAUTH, document(""));
        CountDownLatch gate = new CountDownLatch(1);
        held = gate;
        DcrResolver resolver = resolver(); // one for all of them
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<ServerMetadata>> all = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                all.add(threads.submit(() -> resolver.serverMetadata(builder().build())));
            }
            gate.countDown();
            for (Future<ServerMetadata> each : all) {
                assertThat(each.get().tokenEndpoint()).hasValue(at("/token"));
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(calls).containsExactly(OAUTH, OPENID);
    }

    @Test
    void serverMetadata_noDocument_failsAsResolveDoesAndIsLookedForAgain() {
        absent = 503;
        DcrException failure = failure(builder());

        assertThat(failure.retryable()).isTrue();
        assertThat(failure).hasMessageContaining("no usable metadata").hasMessageContaining("answered 503");
        documents.put(OAUTH, document(""));
        clock.advance(Duration.ofSeconds(5));
        assertThat(metadata().tokenEndpoint()).hasValue(at("/token"));
    }

    @Test
    void serverMetadata_failedAMomentAgo_failsForAllWhoAskAndReadsNothing() {
        absent = 503;
        String first = failure(builder()).getMessage();
        int read = calls.size();
        documents.put(OAUTH, document(""));
        clock.advance(Duration.ofMillis(4_999));

        for (int i = 0; i < 32; i++) {
            assertThat(failure(builder())).hasMessage(first);
        }

        assertThat(calls).hasSize(read);
    }

    @Test
    void serverMetadata_closed_fails() {
        DcrResolver resolver = resolver();
        DcrRequest request = builder().build();
        resolver.close();

        assertThatThrownBy(() -> resolver.serverMetadata(request)).isInstanceOf(DcrClosedException.class);
        assertThat(calls).isEmpty();
    }
}
