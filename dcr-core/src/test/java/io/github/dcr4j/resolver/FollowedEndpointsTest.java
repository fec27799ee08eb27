package io.github.dcr4j.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored clients follow the document of their server, which is read again once a day. */
class FollowedEndpointsTest extends MovingServerFixture {
    @Test
    void resolve_endpointsMoved_areFollowedWithinADayAndPublishedOnce() {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        DcrCredentials before = resolver.resolve(request);
        move();
        clock.advance(Duration.ofHours(22));
        assertThat(resolver.resolve(request)).isEqualTo(before);
        assertThat(reads()).isOne();
        clock.advance(Duration.ofHours(2));

        DcrCredentials first = resolver.resolve(request);
        DcrCredentials second = resolver.resolve(request);

        assertThat(first.tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(first.authorizationEndpoint()).hasValue(at("/new/auth"));
        assertThat(first.clientId()).isEqualTo(before.clientId());
        assertThat(first.generation()).isEqualTo(before.generation());
        assertThat(second).as("nothing is made for it").isSameAs(first);
        assertThat(resolver.resolve(request()))
                .as("another request with the key")
                .isEqualTo(first);
        assertThat(reads()).isEqualTo(2);
        assertThat(moves())
                .containsExactlyInAnyOrder(
                        new DcrEvent.EndpointMoved(
                                before.key(),
                                "token_endpoint",
                                at("/token").toString(),
                                first.tokenEndpoint().toString()),
                        new DcrEvent.EndpointMoved(
                                before.key(),
                                "authorization_endpoint",
                                at("/auth").toString(),
                                at("/new/auth").toString()));
        assertThat(clients).hasValue(1);
    }

    @Test
    void resolve_everyHourForTenDays_readsOnceADay() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        for (int hour = 0; hour < 240; hour++) {
            clock.advance(Duration.ofHours(1));
            DcrCredentials unused = resolver.resolve(request());
        }

        assertThat(reads() - 1).isBetween(9L, 10L);
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_twoClientsOfOneServer_shareTheRead() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        resolver.resolve(builder().scopes("email").build());
        move();
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(builder().scopes("email").build()).tokenEndpoint())
                .isEqualTo(at("/new/token"));
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void resolve_readIsDue_isDoneByAnotherThreadWhileCallersGetWhatIsKnown() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        resolver().resolve(request());
        DcrResolver resolver = resolver(DcrResolver.builder(store).executor(waiting::add));
        move();
        clock.advance(A_DAY);
        DcrRequest request = request();

        resolver.resolve(request);
        clock.advance(Duration.ofMinutes(10)); // replicas that have just started do not all read at once
        for (int i = 0; i < 32; i++) {
            assertThat(resolver.resolve(request).tokenEndpoint()).isEqualTo(at("/token"));
        }
        assertThat(reads()).isOne();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        assertThat(resolver.resolve(request).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(reads()).isEqualTo(2);
    }

    @Test
    void resolve_executorTakesNothing_givesWhatIsKnownAndTriesAMinuteLater() {
        List<Runnable> taken = new ArrayList<>();
        boolean[] full = {true};
        resolver().resolve(request());
        DcrResolver resolver = resolver(DcrResolver.builder(store).executor(work -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            taken.add(work);
        }));
        resolver.resolve(request());
        clock.advance(A_DAY.plus(Duration.ofMinutes(10)));

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        full[0] = false;
        resolver.resolve(request());
        assertThat(taken).isEmpty();
        clock.advance(Duration.ofMinutes(1));
        resolver.resolve(request());
        assertThat(taken).hasSize(1);
        taken.forEach(Runnable::run);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
    }

    @Test
    void resolve_documentCannotBeHad_keepsTheLastKnown() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        move();
        clock.advance(A_DAY);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        token = "/newest/token";
        metadataStatus = 503;
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(reads()).as("read once, in vain").isEqualTo(3);
        metadataStatus = 200;
        clock.advance(A_DAY);
        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/newest/token"));
        assertThat(moves())
                .filteredOn(move -> move.endpoint().equals("token_endpoint"))
                .extracting(DcrEvent.EndpointMoved::from)
                .containsExactly(at("/token").toString(), at("/new/token").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/token",
                "https://10.0.0.5/token",
                "http://as.example.com/token",
                "ftp://x/"
            })
    void resolve_documentNamesAnEndpointThatMustNotBeDialled_keepsTheLastKnown(String address) {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        token = address;
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        assertThat(reads()).isEqualTo(2);
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_documentOfAnotherIssuer_changesNothing() {
        DcrResolver resolver = resolver();
        resolver.resolve(request());
        move();
        String issuer = at("").toString();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return json(200, document().replace("\"" + issuer + "\"", "\"https://other.example.com\""));
            }
        });
        clock.advance(A_DAY);

        assertThat(resolver.resolve(request()).tokenEndpoint()).isEqualTo(at("/token"));
        assertThat(moves()).isEmpty();
    }

    @Test
    void resolve_callersOwnEndpoints_win() {
        DcrResolver resolver = resolver();
        DcrRequest own = builder()
                .server(s -> s.tokenEndpoint("https://inside.example.com/token"))
                .build();
        resolver.resolve(own);
        move();
        clock.advance(A_DAY);

        DcrCredentials client = resolver.resolve(own);

        assertThat(client.tokenEndpoint()).hasToString("https://inside.example.com/token");
        assertThat(client.authorizationEndpoint()).hasValue(at("/new/auth"));
        assertThat(resolver.reportMoved(own, client).tokenEndpoint()).hasToString("https://inside.example.com/token");
        assertThat(moves()).extracting(DcrEvent.EndpointMoved::endpoint).containsExactly("authorization_endpoint");
    }

    @Test
    void resolve_bothEndpointsGiven_readsNothing() {
        DcrResolver resolver = resolver();
        DcrRequest own = builder()
                .server(s -> s.tokenEndpoint("https://inside.example.com/token")
                        .authorizationEndpoint("https://inside.example.com/auth"))
                .build();
        DcrCredentials client = resolver.resolve(own);
        clock.advance(A_DAY);

        resolver.resolve(own);
        resolver.reportMoved(own, client);

        assertThat(reads()).isOne();
    }

    @Test
    void resolve_clientThatWasRegisteredAfterTheRead_hasItsOwnEndpoints() {
        DcrResolver resolver = resolver();
        DcrRequest request = request();
        resolver.resolve(request);
        clock.advance(A_DAY);
        resolver.resolve(request);
        move();
        clock.advance(Duration.ofHours(1));
        store.remove(request.key());
        DcrCredentials replaced =
                resolver(DcrResolver.builder(store).executor(Runnable::run)).resolve(request());

        assertThat(replaced.tokenEndpoint()).isEqualTo(at("/new/token"));
        assertThat(resolver.resolve(request)).isEqualTo(replaced);
    }
}
