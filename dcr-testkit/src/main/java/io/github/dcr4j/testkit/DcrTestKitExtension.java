package io.github.dcr4j.testkit;

import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test methods, and what runs before each of them, a {@link DcrTestKit}, as a parameter: {@code
 * @ExtendWith(DcrTestKitExtension.class)}. With a server of the test's own making, it is a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * final DcrTestKitExtension kits = DcrTestKitExtension.with(
 *         () -> DcrTestKit.start(FakeAuthorizationServer.builder().https().secretLife(Duration.ofDays(1))));
 * }</pre>
 *
 * <p>The kit is started once for each test, when it is first asked for, and closed after it. For JUnit 5 and 6.
 */
@SuppressWarnings("exports") // JUnit is optional: programs that use this have it
public final class DcrTestKitExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(DcrTestKitExtension.class);

    private final Supplier<DcrTestKit> start;

    /** Creates the extension, for kits as {@link DcrTestKit#start()} starts them. */
    public DcrTestKitExtension() {
        this(DcrTestKit::start);
    }

    private DcrTestKitExtension(Supplier<DcrTestKit> start) {
        this.start = start;
    }

    /**
     * Returns an extension that gives kits of {@code start}: with https, another life of secrets, an initial access
     * token, or {@linkplain DcrTestKit#inMemory in memory}.
     *
     * @param start called once for each test that asks for a kit
     */
    public static DcrTestKitExtension with(Supplier<DcrTestKit> start) {
        return new DcrTestKitExtension(Objects.requireNonNull(start, "start"));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == DcrTestKit.class
                && test.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        ExtensionContext.Store kept = test.getStore(NAMESPACE);
        DcrTestKit kit = kept.get(DcrTestKit.class, DcrTestKit.class);
        if (kit == null) {
            kit = Objects.requireNonNull(start.get(), "the kit that was started");
            kept.put(DcrTestKit.class, kit);
        }
        return kit;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        DcrTestKit kit = test.getStore(NAMESPACE).remove(DcrTestKit.class, DcrTestKit.class);
        if (kit != null) {
            kit.close();
        }
    }
}
