package io.github.dcr4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dcr4j.ClientStatus.State;
import io.github.dcr4j.DcrClosedException;
import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.FakeGate;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class DcrAutoConfigurationTest {
    private final FakeAuthorizationServer server = FakeAuthorizationServer.start();
    private final ApplicationContextRunner empty =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DcrAutoConfiguration.class));
    private final ApplicationContextRunner runner = empty.withPropertyValues(
            "dcr.consumer=https://app.example.com",
            "dcr.store=memory:",
            "dcr.upstreams.idp.issuer=" + server.issuer(),
            "dcr.upstreams.idp.scopes=openid");

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void nothingConfigured_isNoFailureAndNoBean() {
        empty.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Upstreams.class));
    }

    @Test
    void environmentVariable_thatOnlyBeginsWithTheName_configuresNothing() {
        empty.withPropertyValues("dcr.key=value")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Upstreams.class));
    }

    @Test
    void disabled_hasNoBean() {
        runner.withPropertyValues("dcr.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Upstreams.class));
    }

    @Test
    void startup_isWaited_hasTheClientRegistered() {
        runner.withPropertyValues("dcr.startup=wait").run(context -> {
            UpstreamClient idp = context.getBean(Upstreams.class).client("idp");

            assertThat(server.clients()).hasSize(1);
            assertThat(idp.status().state()).isEqualTo(State.USABLE);
            assertThat(idp.credentials().redirectUris())
                    .containsExactly("https://app.example.com/login/oauth2/code/idp");
        });
    }

    @Test
    void startup_inTheBackground_isNotBlockedByASlowServer() {
        FakeGate slow = server.at(FakeEndpoint.REGISTRATION).hold();
        runner.withBean(Registered.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(server.clients()).isEmpty();

            slow.open();

            assertThat(context.getBean(Registered.class).happened()).isTrue();
        });
    }

    @Test
    void startup_lazy_sendsNothing() {
        runner.withPropertyValues("dcr.startup=lazy").run(context -> {
            assertThat(server.calls()).isEmpty();

            context.getBean(Upstreams.class).client("idp").credentials();

            assertThat(server.clients()).hasSize(1);
        });
    }

    @Test
    void startup_waits_andStartsAlsoWithoutAClient() {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");

        runner.withPropertyValues("dcr.startup=wait")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Upstreams.class));
    }

    @Test
    void startup_requiresClients_failsNamingEachUpstreamWithoutOne() {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");

        runner.withPropertyValues("dcr.startup=require")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .satisfies(failure -> assertThat(context.getStartupFailure())
                                .hasStackTraceContaining(
                                        "dcr.upstreams.idp: dcr.startup=require, and there is no client: ")
                                .hasStackTraceContaining("invalid_client_metadata")));
    }

    @Test
    void startup_serverIsPrivate_advisesTheProperty() {
        runner.withPropertyValues("dcr.startup=require", "dcr.upstreams.Lab.issuer=https://10.0.0.5")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("is private")
                        .hasStackTraceContaining(
                                "; dcr.upstreams[Lab].allow-private-addresses opens private networks"));
    }

    @Test
    void maxWait_isHowLongTheStartTakes() {
        server.at(FakeEndpoint.REGISTRATION).hold();

        runner.withPropertyValues("dcr.startup=wait", "dcr.max-wait=200ms")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void close_endsTheUpstreams() {
        UpstreamClient[] idp = {null};

        runner.run(context -> idp[0] = context.getBean(Upstreams.class).client("idp"));

        assertThatThrownBy(() -> idp[0].credentials()).isInstanceOf(DcrClosedException.class);
    }

    @Test
    void phase_isBeforeTheWebServerStarts_andAfterItHasDrained() {
        assertThat(UpstreamsStartup.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
    }

    @Test
    void store_ofTheApplication_isUsedInPlaceOfTheUri() {
        empty.withPropertyValues("dcr.consumer=app", "dcr.startup=wait")
                .withPropertyValues(
                        "dcr.upstreams.idp.issuer=" + server.issuer(),
                        "dcr.upstreams.idp.redirect-uri=https://app.example.com/back")
                .withBean(DcrCredentialStore.class, MemoryDcrCredentialStore::create)
                .run(context -> {
                    DcrCredentialStore store = context.getBean(DcrCredentialStore.class);

                    assertThat(context.getBean(Upstreams.class).store()).isSameAs(store);
                    try (var stored = store.stream()) {
                        assertThat(stored).hasSize(1);
                    }
                });
    }

    @Test
    void fileStore_isOpened(@TempDir Path directory) {
        Path file = directory.resolve("private").resolve("clients.json");

        runner.withPropertyValues("dcr.store=file:" + file, "dcr.startup=wait")
                .run(context -> assertThat(Files.exists(file)).isTrue());
    }

    @Test
    void upstreams_ofTheApplication_areUsed() {
        UpstreamsConfig config = UpstreamsJson.parse("{\"consumer\": \"mine\"}");

        runner.withBean(Upstreams.class, () -> Upstreams.open(config, MemoryDcrCredentialStore.create()))
                .run(context ->
                        assertThat(context.getBean(Upstreams.class).clients()).isEmpty());
    }

    @Test
    void configuration_ofTheApplication_isUsed() {
        UpstreamsConfig config = UpstreamsJson.parse("{\"consumer\": \"mine\", \"store\": \"memory:\"}");

        empty.withBean(UpstreamsConfig.class, () -> config)
                .run(context ->
                        assertThat(context.getBean(Upstreams.class).clients()).isEmpty());
    }

    @Test
    void listeners_areAllAttached_whateverOneThrows() {
        Queue<DcrEvent> first = new ConcurrentLinkedQueue<>();
        Queue<DcrEvent> second = new ConcurrentLinkedQueue<>();

        runner.withPropertyValues("dcr.startup=wait")
                .withBean("first", DcrEventListener.class, () -> event -> {
                    first.add(event);
                    throw new IllegalStateException("thrown by a test");
                })
                .withBean("second", DcrEventListener.class, () -> second::add)
                .run(context -> {
                    assertThat(first).isNotEmpty();
                    assertThat(second).containsExactlyElementsOf(first);
                });
    }

    @Test
    void customizers_areCalledInOrder() {
        runner.withUserConfiguration(Customizers.class)
                .withPropertyValues("dcr.startup=wait")
                .run(context -> {
                    assertThat(context.getBean(AtomicInteger.class)).hasValue(2);
                    assertThat(server.calls())
                            .allSatisfy(call ->
                                    assertThat(call.header("User-Agent")).contains("app/1.0"));
                });
    }

    @Test
    void virtualThreads_areUsedWhereBootHasThem() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();

        runner.withPropertyValues("dcr.startup=wait", "spring.threads.virtual.enabled=true")
                .withBean(
                        DcrEventListener.class,
                        () -> event -> threads.add(Thread.currentThread().toString()))
                .run(context -> assertThat(threads.stream().anyMatch(thread -> thread.startsWith("VirtualThread")))
                        .isEqualTo(Runtime.version().feature() >= 21));
    }

    @Test
    void wrongConfiguration_isAnalyzed() {
        empty.withPropertyValues("dcr.upstreams.idp.scopes=openid", "dcr.store=postgres://db")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);

                    assertThat(analysis.getDescription())
                            .contains("dcr.consumer: is missing")
                            .contains("dcr.upstreams.idp.issuer: is missing");
                    assertThat(analysis.getAction()).contains("Correct these properties");
                });
    }

    @Test
    void storeThatCannotBeOpened_isAnalyzed() {
        runner.withPropertyValues("dcr.store=postgres://db").run(context -> {
            FailureAnalysis analysis = analysis(context);

            assertThat(analysis.getDescription())
                    .contains("dcr.store: the store cannot be opened: no store for 'postgres:' is there")
                    .contains("from property source");
            assertThat(analysis.getAction()).contains("Correct this property");
        });
    }

    @Test
    void storeWithAValueAndPropertiesBelowIt_isAnalyzed() {
        runner.withPropertyValues("dcr.store.prefix=app")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining(
                                "dcr.store.prefix: stands below dcr.store, which has a value of its own"));
    }

    @Test
    void redisThatIsAway_isAnalyzed() {
        empty.withPropertyValues(
                        "dcr.consumer=app",
                        "dcr.store.uri=redis://user:P4ssword-of-a-test@127.0.0.1:1",
                        "dcr.store.in-clear=true")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context);

                    assertThat(analysis.getDescription())
                            .contains("dcr.store: the store cannot be opened: ")
                            .doesNotContain("P4ssword-of-a-test");
                });
    }

    private static FailureAnalysis analysis(AssertableApplicationContext context) {
        return Objects.requireNonNull(
                new DcrFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {
        @Bean
        AtomicInteger calls() {
            return new AtomicInteger();
        }

        @Bean
        DcrUpstreamsCustomizer agent(AtomicInteger calls) {
            return builder -> {
                calls.incrementAndGet();
                builder.resolver(resolver -> resolver.userAgent("app/1.0"));
            };
        }

        @Bean
        DcrUpstreamsCustomizer more(AtomicInteger calls) {
            return builder -> {
                calls.incrementAndGet();
                builder.resolver(resolver -> resolver.maxAttempts(3));
            };
        }
    }

    /** Notes that a client was registered. */
    static final class Registered implements DcrEventListener {
        private final CountDownLatch registered = new CountDownLatch(1);

        @Override
        public void on(DcrEvent event) {
            if (event instanceof DcrEvent.Registered) {
                registered.countDown();
            }
        }

        boolean happened() {
            try {
                return registered.await(2, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
