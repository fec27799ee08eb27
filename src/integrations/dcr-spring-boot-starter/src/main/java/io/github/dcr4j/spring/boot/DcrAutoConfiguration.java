package io.github.dcr4j.spring.boot;

import io.github.dcr4j.DcrClock;
import io.github.dcr4j.DcrEventListener;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.store.DcrCredentialStore;
import io.github.dcr4j.upstream.Upstreams;
import io.github.dcr4j.upstream.UpstreamsBuilder;
import io.github.dcr4j.upstream.UpstreamsConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Opens the {@link Upstreams} that {@code dcr.*} properties or a bean of type {@link UpstreamsConfig} describe, and
 * obtains their clients when the application starts.
 *
 * <p>A bean of type {@link DcrCredentialStore} is used in place of {@code dcr.store}, every {@link DcrEventListener} is
 * attached, and every {@link DcrUpstreamsCustomizer} called. Backs off for a bean of type {@link Upstreams}.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "dcr.enabled", matchIfMissing = true)
public final class DcrAutoConfiguration {
    /** Created by Spring. */
    public DcrAutoConfiguration() {}

    @Bean
    BoundProperties dcrProperties(Environment environment) {
        return BoundProperties.of(environment);
    }

    /** What properties describe. */
    @Bean
    @Conditional(OnDcrConfigured.class)
    @ConditionalOnMissingBean({UpstreamsConfig.class, Upstreams.class})
    UpstreamsConfig dcrUpstreamsConfig(BoundProperties properties, ObjectProvider<DcrCredentialStore> store) {
        return UpstreamsMapping.map(properties, store.getIfAvailable() != null);
    }

    /** The upstreams; closed with the application, after its web server has finished its requests. */
    @Bean
    @ConditionalOnBean(UpstreamsConfig.class)
    @ConditionalOnMissingBean
    Upstreams dcrUpstreams(
            UpstreamsConfig config,
            BoundProperties properties,
            Environment environment,
            ObjectProvider<DcrCredentialStore> store,
            ObjectProvider<DcrClock> clock,
            ObjectProvider<DcrEventListener> listeners,
            ObjectProvider<DcrUpstreamsCustomizer> customizers) {
        UpstreamsBuilder builder =
                Upstreams.builder(config).maxWait(properties.orThrow().maxWait());
        store.ifAvailable(builder::store);
        clock.ifAvailable(builder::clock);
        List<DcrEventListener> all = listeners.orderedStream().toList();
        if (!all.isEmpty()) {
            builder.listener(new EventListeners(all));
        }
        if (Threading.VIRTUAL.isActive(environment)) {
            VirtualThreadTaskExecutor executor = new VirtualThreadTaskExecutor("dcr-");
            builder.resolver(resolver -> resolver.executor(executor));
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return opened(builder, properties);
    }

    private static Upstreams opened(UpstreamsBuilder builder, BoundProperties properties) {
        try {
            return builder.open();
        } catch (IllegalArgumentException | DcrException e) {
            @Nullable String origin = properties.origins().get("dcr.store");
            throw new DcrConfigurationException(
                    List.of(new ConfigurationProblem(
                            "dcr.store",
                            "the store cannot be opened: " + PropertyPaths.inProperties(String.valueOf(e.getMessage())),
                            origin == null ? properties.origins().get("dcr.store.uri") : origin)),
                    e);
        }
    }

    @Bean
    @ConditionalOnBean(Upstreams.class)
    UpstreamsStartup dcrStartup(Upstreams upstreams, BoundProperties properties, Environment environment) {
        return new UpstreamsStartup(
                upstreams,
                properties.orThrow().startup(),
                Threading.VIRTUAL.isActive(environment)
                        ? work -> new VirtualThreadTaskExecutor("dcr-start")
                                .getVirtualThreadFactory()
                                .newThread(work)
                        : new CustomizableThreadFactory("dcr-start"));
    }
}
