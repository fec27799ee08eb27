package io.github.dcr4j.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives test methods, and what runs before each of them, a {@link DcrTestKit} parameter: {@code
 * @ExtendWith(DcrTestKitExtension.class)}. The kit is started once for each test and closed after it. For JUnit 5 and
 *     6.
 */
@SuppressWarnings("exports") // JUnit is optional: programs that use this have it
public final class DcrTestKitExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(DcrTestKitExtension.class);

    /** Creates the extension. */
    public DcrTestKitExtension() {}

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
            kit = DcrTestKit.start();
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
