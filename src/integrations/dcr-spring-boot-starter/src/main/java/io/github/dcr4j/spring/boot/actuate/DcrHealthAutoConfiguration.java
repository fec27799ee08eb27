package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.spring.boot.DcrAutoConfiguration;
import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Adds the health of each upstream below {@code dcr}, where the actuator is there and
 * {@code management.health.dcr.enabled} does not switch it off. Backs off for a bean named {@code dcrHealthContributor}.
 *
 * @see io.github.dcr4j.spring.boot.DcrUpstreamsCustomizer an example
 */
@AutoConfiguration(after = DcrAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(Upstreams.class)
@ConditionalOnEnabledHealthIndicator("dcr")
public final class DcrHealthAutoConfiguration {
    /** Created by Spring. */
    public DcrHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "dcrHealthContributor")
    CompositeHealthContributor dcrHealthContributor(Upstreams upstreams) {
        Map<String, UpstreamClient> clients = new LinkedHashMap<>();
        upstreams.clients().forEach(client -> clients.put(client.name(), client));
        return CompositeHealthContributor.fromMap(clients, UpstreamHealth::new);
    }
}
