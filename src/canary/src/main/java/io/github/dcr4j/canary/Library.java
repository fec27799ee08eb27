package io.github.dcr4j.canary;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import net.bytebuddy.description.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** Which classes are the library's, and which of them say something to callers. */
final class Library {
    static final String ROOT = "io.github.dcr4j.";
    static final String SECRET = ROOT + "Secret";
    /** What a server answered. */
    static final String ANSWER = ROOT + "http.HttpAnswer";
    /** The class that logs every outcome. */
    static final String JOURNAL = ROOT + "events.EventPublisher";

    /** The names of classes that the sweep goes by: it is blind where one of them has another name by now. */
    static final List<String> NAMES = List.of(SECRET, ANSWER, JOURNAL);

    private static final String OWN = ROOT + "canary.";
    private static final String TEST_KIT = ROOT + "testkit.";
    /** What the kit does not export: the inside of the fake server. */
    private static final List<String> INSIDE_TEST_KIT = List.of(TEST_KIT + "http.", TEST_KIT + "server.");
    /** Tests that stand among main classes, because others extend them. */
    private static final String CONTRACTS = TEST_KIT + "contract.";
    /** Packages that are not exported: what they throw is caught and reported anew, without what a server sent. */
    private static final List<String> WIRE =
            List.of(ROOT + "json.", ROOT + "http.", ROOT + "metadata.", ROOT + "registration.");

    private Library() {}

    static boolean owns(String className) {
        return className.startsWith(ROOT) && !className.startsWith(OWN) && !className.startsWith(CONTRACTS);
    }

    /**
     * Whether what a class says must hold no secret. Tests may: they know what they gave. So may the inside of the fake
     * server, which prints nothing and compares what it was sent with what it issued.
     */
    static boolean speaks(TypeDescription type, @Nullable ProtectionDomain domain) {
        return !isTest(domain) && (!type.getName().startsWith(TEST_KIT) || (isPublic(type) && !isInsideTestKit(type)));
    }

    private static boolean isInsideTestKit(TypeDescription type) {
        return INSIDE_TEST_KIT.stream().anyMatch(type.getName()::startsWith);
    }

    /** Whether users call a class: what its public methods throw reaches them. */
    static boolean isForUsers(TypeDescription type) {
        return isPublic(type) && WIRE.stream().noneMatch(type.getName()::startsWith);
    }

    static boolean isEvent(TypeDescription type) {
        return type.getInterfaces().stream()
                .anyMatch(kind -> kind.asErasure().getName().equals(ROOT + "DcrEvent"));
    }

    private static boolean isPublic(TypeDescription type) {
        TypeDescription outer = type.getDeclaringType();
        return type.isPublic() && (outer == null || isPublic(outer));
    }

    private static boolean isTest(@Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        return source != null
                && source.getLocation() != null
                && source.getLocation().getPath().endsWith("/test-classes/");
    }
}
