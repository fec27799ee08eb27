package io.github.dcr4j.redis.servers;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RedisStandalone}, {@link RedisSentinelSet} or {@link RedisShards} parameter, in constructors, life
 * cycle methods and test methods: {@code @ExtendWith(RedisExtension.class)}, or with options
 * {@code @RegisterExtension static final RedisExtension REDIS = RedisExtension.with(options);}.
 *
 * <p>Each is started once for a test class, when it is first asked for, and closed after the class, nested classes
 * included; a report entry {@code redis} says what ran. A test that broke something calls
 * {@link RedisTopology#restore()}, for the tests after it get the same servers. For JUnit 6.
 */
public final class RedisExtension implements ParameterResolver {
    private static final Map<Class<?>, Function<RedisOptions, RedisTopology>> STARTS = Map.of(
            RedisStandalone.class, RedisStandalone::start,
            RedisSentinelSet.class, RedisSentinelSet::start,
            RedisShards.class, RedisShards::start);

    private final RedisOptions options;
    private final Namespace namespace;

    /** Creates an extension for {@linkplain RedisOptions#plain() plain} servers. */
    public RedisExtension() {
        this(RedisOptions.plain());
    }

    private RedisExtension(RedisOptions options) {
        this.options = options;
        this.namespace = Namespace.create(RedisExtension.class, options);
    }

    /** Returns an extension for servers with these options. */
    public static RedisExtension with(RedisOptions options) {
        return new RedisExtension(options);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return STARTS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        // what is kept in the class's store and can be closed is closed by JUnit after the class
        return testClass(test).getStore(namespace).computeIfAbsent(type, wanted -> start(type, test));
    }

    private RedisTopology start(Class<?> type, ExtensionContext test) {
        Function<RedisOptions, RedisTopology> start = STARTS.get(type);
        if (start == null) {
            throw new IllegalArgumentException("No topology: " + type.getName());
        }
        RedisTopology topology = start.apply(options);
        test.publishReportEntry("redis", topology.describe());
        return topology;
    }

    /** Returns the context of the outermost test class. */
    private static ExtensionContext testClass(ExtensionContext test) {
        ExtensionContext found = test;
        ExtensionContext next = test;
        while (next.getTestClass().isPresent()) {
            found = next;
            if (next.getParent().isEmpty()) {
                break;
            }
            next = next.getParent().get();
        }
        return found;
    }
}
