package io.github.dcr4j.spring.boot.actuate;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.spring.boot.DcrAutoConfiguration;
import io.github.dcr4j.upstream.Upstreams;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds {@link DcrEndpoint} where the actuator is there and exposes it. Backs off for one of the application.
 *
 * @see io.github.dcr4j.spring.boot.DcrUpstreamsCustomizer an example
 */
@AutoConfiguration(after = DcrAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Upstreams.class)
@ConditionalOnAvailableEndpoint(DcrEndpoint.class)
public final class DcrEndpointAutoConfiguration {
    /** Created by Spring. */
    public DcrEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DcrEndpoint dcrEndpoint(Upstreams upstreams, ObjectProvider<DcrClock> clock) {
        return new DcrEndpoint(upstreams, clock.getIfAvailable(DcrClock::system));
    }
}
