package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.micrometer.DcrMetrics;
import io.github.dcr4j.spring.boot.DcrAutoConfiguration;
import io.github.dcr4j.spring.boot.DcrUpstreamsCustomizer;
import io.github.dcr4j.upstream.Upstreams;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Counts and times what happens to clients, where the application has a {@link MeterRegistry}. Backs off for a bean of
 * type {@link DcrMetrics}, which is attached all the same.
 */
@AutoConfiguration(
        after = DcrAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, DcrMetrics.class})
@ConditionalOnBean(Upstreams.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class DcrMetricsAutoConfiguration {
    /** Created by Spring. */
    public DcrMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DcrMetrics dcrMetrics(MeterRegistry registry) {
        return new DcrMetrics(registry);
    }

    /** First, so that an application's own customizer may set something else. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    DcrUpstreamsCustomizer dcrTimedStore(DcrMetrics metrics) {
        return builder -> builder.aroundStore(metrics::timed);
    }

    @Bean
    FollowedUpstreams dcrFollowedUpstreams(DcrMetrics metrics, Upstreams upstreams) {
        return new FollowedUpstreams(metrics, upstreams);
    }

    /** Has the metrics read the upstreams, and no longer than those are open. */
    record FollowedUpstreams(DcrMetrics metrics, Upstreams upstreams) implements AutoCloseable {
        FollowedUpstreams {
            metrics.follow(upstreams);
        }

        @Override
        public void close() {
            metrics.close();
        }
    }
}
