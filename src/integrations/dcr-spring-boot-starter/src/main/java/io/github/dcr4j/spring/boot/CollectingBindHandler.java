package io.github.dcr4j.spring.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Binds what can be bound, and notes what cannot, with the property's name and never with its value. Used once, by one
 * thread.
 */
final class CollectingBindHandler extends NoUnboundElementsBindHandler {
    private final Environment environment;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final Set<ConfigurationPropertyName> failed = new HashSet<>();
    private final Map<String, String> origins = new HashMap<>();

    /** Creates one for the properties of an environment. */
    CollectingBindHandler(Environment environment) {
        super(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        this.environment = environment;
    }

    /** Returns what is wrong. */
    List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Returns the files and lines of properties, by the names of those. */
    Map<String, String> origins() {
        return origins;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        Object bound = super.onSuccess(name, target, context, result);
        ConfigurationProperty property = context.getConfigurationProperty();
        if (property == null || !property.getName().equals(name)) {
            return bound;
        }
        String origin = origin(property);
        if (origin != null) {
            origins.put(name.toString(), origin);
        }
        return isResolved(property) ? bound : null;
    }

    @Override
    public @Nullable Object onFailure(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
        failed.add(name);
        problems.add(
                new ConfigurationProblem(name.toString(), message(target), origin(context.getConfigurationProperty())));
        return null;
    }

    @Override
    public void onFinish(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
            throws Exception {
        try {
            super.onFinish(name, target, context, result);
        } catch (UnboundConfigurationPropertiesException e) {
            e.getUnboundProperties().stream()
                    .filter(property -> !failed.contains(property.getName()))
                    .forEach(property -> problems.add(new ConfigurationProblem(
                            property.getName().toString(), KnownProperties.unknown(property), origin(property))));
        }
    }

    /** The binder leaves a placeholder that stands for nothing as it is. */
    private boolean isResolved(ConfigurationProperty property) {
        if (!(property.getValue() instanceof CharSequence text)
                || !text.toString().contains("${")) {
            return true;
        }
        try {
            environment.resolveRequiredPlaceholders(text.toString());
            return true;
        } catch (PlaceholderResolutionException e) {
            problems.add(new ConfigurationProblem(
                    property.getName().toString(),
                    "the placeholder " + e.getPlaceholder() + " stands for nothing: set " + e.getPlaceholder()
                            + " in the environment or as a property",
                    origin(property)));
            return false;
        }
    }

    private static @Nullable String origin(@Nullable ConfigurationProperty property) {
        Origin origin = property == null ? null : property.getOrigin();
        return origin == null ? null : origin.toString();
    }

    private static String message(Bindable<?> target) {
        Class<?> type = target.getType().resolve(Object.class);
        if (type == Boolean.class || type == boolean.class) {
            return "true or false is expected";
        }
        if (type == Duration.class) {
            return "a duration is expected, such as 30s, 5m or 12h";
        }
        if (type.isEnum()) {
            return "one of these is expected: "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                                    .toList());
        }
        if (type.isRecord() || Map.class.isAssignableFrom(type)) {
            return "properties below it are expected, and it is a text";
        }
        return "cannot be read, or is empty";
    }
}
