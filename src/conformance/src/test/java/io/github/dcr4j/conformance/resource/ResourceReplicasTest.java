package io.github.dcr4j.conformance.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceClient;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three replicas that are told nothing but the address of a resource, while their client is deleted. */
class ResourceReplicasTest extends ResourceFixture {
    private static final Duration PERIOD = Duration.ofHours(12);

    /** What falls due on a replica is done by the thread that moves the clock. */
    private final List<DcrResolver> replicas = Stream.generate(
                    () -> kit.newResolver(settings -> settings.executor(Runnable::run)))
            .limit(3)
            .toList();

    ResourceReplicasTest() {
        super(FakeAuthorizationServer.builder().withoutManagement());
    }

    private DcrCredentials sameForAll(ResourceRequest request) {
        List<DcrCredentials> given = replicas.stream()
                .map(replica -> replica.resolve(request))
                .map(ResourceClient::credentials)
                .distinct()
                .toList();
        assertThat(given).hasSize(1);
        return given.get(0);
    }

    private int registrations() {
        return kit.server().at(FakeEndpoint.REGISTRATION).count();
    }

    @Test
    void resolve_clientDeletedBehindTheirBack_isReplacedOnceByTheCheck() {
        resource.names(kit.server().issuer());
        ResourceRequest request =
                builder().client(client -> client.verifyEvery(PERIOD)).build();
        DcrCredentials dead = sameForAll(request);
        assertThat(registrations()).isOne();
        kit.server().forgetAll();

        kit.clock().advance(PERIOD.multipliedBy(2));

        assertThat(registrations()).isEqualTo(2);
        assertThat(sameForAll(request).clientId()).isNotEqualTo(dead.clientId());
        assertThat(registrations()).isEqualTo(2);
        assertThat(kit.events().of(DcrEvent.Verified.class))
                .filteredOn(event -> event.outcome().equals("GONE"))
                .hasSize(1);
    }

    @Test
    void reportRejected_byAllOfThem_isReplacedOnce() {
        resource.names(kit.server().issuer());
        ResourceRequest request = builder().build();
        DcrCredentials dead = sameForAll(request);
        kit.server().forgetAll();

        List<DcrCredentials> next = replicas.stream()
                .map(replica -> replica.reportRejected(replica.resolve(request).request(), dead))
                .distinct()
                .toList();

        assertThat(next).hasSize(1);
        assertThat(next.get(0).clientId()).isNotEqualTo(dead.clientId());
        assertThat(sameForAll(request)).isEqualTo(next.get(0));
        assertThat(registrations()).isEqualTo(2);
    }
}
