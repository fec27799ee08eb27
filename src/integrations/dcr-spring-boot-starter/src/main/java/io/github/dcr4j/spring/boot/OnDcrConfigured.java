package io.github.dcr4j.spring.boot;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the application configures clients by properties: it names a consumer, a store or an upstream. */
final class OnDcrConfigured extends SpringBootCondition {
    private static final List<ConfigurationPropertyName> NAMES = List.of(
            ConfigurationPropertyName.of("dcr.consumer"),
            ConfigurationPropertyName.of("dcr.store"),
            ConfigurationPropertyName.of("dcr.upstreams"));

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("dcr4j");
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(context.getEnvironment())) {
            for (ConfigurationPropertyName name : NAMES) {
                if (source.getConfigurationProperty(name) != null
                        || source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
                    return ConditionOutcome.match(message.found("property").items(name));
                }
            }
        }
        return ConditionOutcome.noMatch(
                message.didNotFind("property", "properties").items(NAMES));
    }
}
