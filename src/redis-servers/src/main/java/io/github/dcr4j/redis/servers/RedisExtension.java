package io.github.dcr4j.redis.servers;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link RedisStandalone}, {@link RedisSentinelSet} or {@link RedisShards} parameter, in constructors,
 * life cycle methods and test methods: {@code @ExtendWith(RedisExtension.class)}, or with options
 * {@code @RegisterExtension static final RedisExtension REDIS = RedisExtension.with(options);}.
 *
 * <p>Each is started once for a test class, when it is first asked for, and closed after the class, nested classes
 * included; a report entry {@code redis} says what ran. A test that broke something calls
 * {@link RedisTopology#restore()}, for the tests after it get the same servers. Classes that break nothing may
 * {@linkplain #shared share} them. For JUnit 6.
 */
public final class RedisExtension implements ParameterResolver {
    private static final Map<Class<?>, Function<RedisOptions, RedisTopology>> STARTS = Map.of(
            RedisStandalone.class, RedisStandalone::start,
            RedisSentinelSet.class, RedisSentinelSet::start,
            RedisShards.class, RedisShards::start);

    private final RedisOptions options;
    private final Namespace namespace;
    private final boolean shared;

    /** Creates an extension for {@linkplain RedisOptions#plain() plain} servers. */
    public RedisExtension() {
        this(RedisOptions.plain(), false);
    }

    private RedisExtension(RedisOptions options, boolean shared) {
        this.options = options;
        this.shared = shared;
        this.namespace = Namespace.create(RedisExtension.class, options);
    }

    /** Returns an extension for servers with these options. */
    public static RedisExtension with(RedisOptions options) {
        return new RedisExtension(options, false);
    }

    /**
     * Returns an extension for servers with these options that every class it is registered for gets, also at the same
     * time, and that are closed after the last class. For tests that break nothing and keep to names of their own.
     */
    public static RedisExtension shared(RedisOptions options) {
        return new RedisExtension(options, true);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return STARTS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        // what is kept in a context's store and can be closed is closed by JUnit after the class, or after them all
        ExtensionContext owner = shared ? test.getRoot() : testClass(test);
        return owner.getStore(namespace).computeIfAbsent(type, wanted -> start(type, test));
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
