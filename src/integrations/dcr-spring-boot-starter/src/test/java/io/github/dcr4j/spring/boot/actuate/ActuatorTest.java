package io.github.dcr4j.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.micrometer.DcrMetrics;
import io.github.dcr4j.spring.boot.DcrAutoConfiguration;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.testkit.FakeAuthorizationServer;
import io.github.dcr4j.testkit.FakeEndpoint;
import io.github.dcr4j.testkit.ManualClock;
import io.github.dcr4j.testkit.MapDcrCredentialStore;
import io.github.dcr4j.testkit.StoreOperation;
import io.github.dcr4j.upstream.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class ActuatorTest {
    private final ManualClock clock = new ManualClock();
    private final FakeAuthorizationServer server = FakeAuthorizationServer.builder()
            .clock(clock)
            .secretLife(Duration.ofHours(1))
            .start();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DcrAutoConfiguration.class, DcrHealthAutoConfiguration.class, DcrEndpointAutoConfiguration.class))
            .withBean(DcrClock.class, () -> clock)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=*",
                    "dcr.consumer=https://app.example.com",
                    "dcr.startup=lazy",
                    "dcr.store=memory:",
                    "dcr.upstreams.idp.issuer=" + server.issuer(),
                    "dcr.upstreams.legacy.client-id=app",
                    "dcr.upstreams.legacy.client-secret=S3cret-of-a-fixed-client",
                    "dcr.upstreams.legacy.authorization-endpoint=https://legacy.example.com/authorize",
                    "dcr.upstreams.legacy.token-endpoint=https://legacy.example.com/token");

    @AfterEach
    void close() {
        server.close();
    }

    private static Health health(AssertableApplicationContext context, String upstream) {
        CompositeHealthContributor contributor = context.getBean(CompositeHealthContributor.class);
        return Objects.requireNonNull(
                ((HealthIndicator) Objects.requireNonNull(contributor.getContributor(upstream))).health(true));
    }

    @Test
    void health_beforeAnyAttempt_isUnknown_andSendsNothing() {
        runner.run(context -> {
            assertThat(health(context, "idp").getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health(context, "idp").getDetails()).containsEntry("state", "none");
            assertThat(health(context, "legacy").getStatus()).isEqualTo(Status.UP);
            assertThat(server.calls()).isEmpty();
        });
    }

    @Test
    void health_withAClient_isUp_withoutItsSecret() {
        runner.run(context -> {
            var credentials = context.getBean(Upstreams.class).client("idp").credentials();

            Health health = health(context, "idp");

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("clientId", credentials.clientId())
                    .containsEntry("generation", credentials.generation())
                    .containsEntry("state", "usable");
            assertThat(health.toString())
                    .doesNotContain(credentials.clientSecret().orElseThrow().reveal());
        });
    }

    @Test
    void health_afterAFailure_isDown_andSaysWhy() {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");
        runner.withPropertyValues("dcr.startup=wait").run(context -> {
            Health health = health(context, "idp");

            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.getDetails().get("lastFailure")).asString().contains("invalid_client_metadata");
        });
    }

    @Test
    void health_ofAStoreThatIsAway_isDown() {
        MapDcrCredentialStore store = new MapDcrCredentialStore(clock);
        runner.withBean(DcrCredentialStore.class, () -> store).run(context -> {
            store.faults().failUntilRepaired(StoreOperation.FIND);

            assertThat(health(context, "idp").getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(context, "idp").getDetails()).containsKey("error");
        });
    }

    @Test
    void health_switchedOff_isNotThere() {
        runner.withPropertyValues("management.health.dcr.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(CompositeHealthContributor.class));
    }

    @Test
    void metrics_withAMeterRegistry_countAndFollowEachUpstream() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        runner.withConfiguration(AutoConfigurations.of(DcrMetricsAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> registry)
                .run(context -> {
                    context.getBean(Upstreams.class).client("idp").credentials();

                    assertThat(registry.get("dcr.registrations")
                                    .tag("upstream", "idp")
                                    .counters())
                            .anySatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
                    assertThat(registry.find("dcr.client.usable").gauges()).hasSize(2);
                    assertThat(registry.find("dcr.store").timers()).isNotEmpty();
                });

        assertThat(registry.find("dcr.client.usable").gauges()).isEmpty();
    }

    @Test
    void metrics_withoutAMeterRegistry_areNotThere() {
        runner.withConfiguration(AutoConfigurations.of(DcrMetricsAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DcrMetrics.class));
    }

    @Test
    void applicationWithActuator_hasHealthAndEndpoint() {
        new ApplicationContextRunner()
                .withUserConfiguration(WholeApplication.class)
                .withPropertyValues(
                        "dcr.consumer=app", "dcr.store=memory:", "management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("dcrHealthContributor")
                        .hasSingleBean(DcrMetrics.class)
                        .hasSingleBean(DcrEndpoint.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WholeApplication {}

    @Test
    void endpoint_notExposed_isNotThere() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(DcrEndpoint.class));
    }

    @Test
    void endpoint_list_showsAllUpstreams_withAgesAndWithoutSecrets() {
        runner.run(context -> {
            var credentials = context.getBean(Upstreams.class).client("idp").credentials();
            clock.advance(Duration.ofMinutes(10));

            Map<String, Object> all = context.getBean(DcrEndpoint.class).upstreams();

            assertThat(all.get("upstreams"))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsOnlyKeys("idp", "legacy");
            assertThat(context.getBean(DcrEndpoint.class).upstream("idp"))
                    .containsEntry("clientId", credentials.clientId())
                    .containsEntry("ageSeconds", 600L)
                    .containsEntry("secretExpiresInSeconds", 3000L);
            assertThat(all.toString())
                    .contains("orphans")
                    .doesNotContain(credentials.clientSecret().orElseThrow().reveal())
                    .doesNotContain("S3cret-of-a-fixed-client");
        });
    }

    @Test
    void endpoint_unknownName_isNotFound() {
        runner.run(context -> {
            assertThat(context.getBean(DcrEndpoint.class).upstream("other")).isNull();
            assertThat(context.getBean(DcrEndpoint.class).refresh("other")).isNull();
        });
    }

    @Test
    void endpoint_refresh_obtainsAClient_andReplacesOneThatIsGone() {
        runner.run(context -> {
            DcrEndpoint endpoint = context.getBean(DcrEndpoint.class);
            assertThat(endpoint.refresh("idp")).containsEntry("outcome", "alive");
            String first = server.clients().get(0).clientId();
            server.forget(first);
            clock.advance(Duration.ofMinutes(2));

            Map<String, Object> found = Objects.requireNonNull(endpoint.refresh("idp"));

            assertThat(found).containsEntry("outcome", "gone").containsKey("replacement");
            assertThat(found.get("upstream"))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .doesNotContainEntry("clientId", first);
        });
    }

    @Test
    void endpoint_refreshThatFails_saysWhy() {
        server.at(FakeEndpoint.REGISTRATION).refuseNext("invalid_client_metadata");
        runner.run(context -> assertThat(context.getBean(DcrEndpoint.class).refresh("idp"))
                .hasEntrySatisfying(
                        "problem", problem -> assertThat(problem).asString().contains("invalid_client_metadata")));
    }
}
