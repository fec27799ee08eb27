package io.github.dcr4j.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.http.GuardedHttp;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.net.URLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.Call;

/** The rules of the house that a compiler does not know. */
final class ArchitectureRules {
    /** What the core may not do, by the full names of the methods: time and threads come from outside. */
    private static final String TIME_AND_THREADS =
            "java\\.time\\.(Instant|Local\\w+|ZonedDateTime|OffsetDateTime)\\.now|java\\.time\\.Clock\\.system\\w*"
                    + "|java\\.lang\\.System\\.(currentTimeMillis|nanoTime)|java\\.lang\\.Thread\\.sleep";

    static final ArchRule LAYERS = Rooms.layers();

    static final ArchRule NO_CYCLE_OF_PACKAGES = slices().assignedFrom(sliced("packages", JavaClass::getPackageName))
            .should()
            .beFreeOfCycles();

    /**
     * A builder counts as part of what it builds. Besides, two interfaces name an implementation that they hand out:
     * the clock of the machine, and the choice to encrypt nothing; nothing else.
     */
    static final ArchRule NO_CYCLE_OF_FILES = slices().assignedFrom(
                    sliced("files", any -> topLevel(any).getName().replaceFirst("Builder$", "")))
            .should()
            .beFreeOfCycles()
            .ignoreDependency(name("io.github.dcr4j.DcrClock"), name("io.github.dcr4j.SystemClock"))
            .ignoreDependency(
                    name("io.github.dcr4j.store.redis.RedisSecrets"), name("io.github.dcr4j.store.redis.InClear"));

    static final ArchRule TIME_FROM_ONE_CLOCK = noClasses()
            .that(describe(
                    "are not the clock of the machine", c -> !c.getSimpleName().equals("SystemClock")))
            .should()
            .callCodeUnitWhere(describe(
                    "the target reads the machine's time or sleeps",
                    call -> (call.getTarget().getOwner().getName() + "."
                                    + call.getTarget().getName())
                            .matches(TIME_AND_THREADS)))
            .orShould()
            .callConstructorWhere(describe(
                    "the target makes a thread, a timer or a date",
                    call -> call.getTargetOwner().isAssignableTo(Thread.class)
                            || call.getTargetOwner().isAssignableTo(java.util.Timer.class)
                            || (call.getTargetOwner().isEquivalentTo(java.util.Date.class)
                                    && call.getTarget().getRawParameterTypes().isEmpty())));

    static final ArchRule ONE_PLACE_OPENS_CONNECTIONS = noClasses()
            .that(describe(
                    "are neither GuardedHttp nor its guards, nor the sockets of the kit's own server, nor what is handed"
                            + " requests of the MCP SDK",
                    c -> !List.of(
                                    "GuardedHttp",
                                    "AddressGuard",
                                    "ReceivedBytes",
                                    "Exchange",
                                    "PromptSockets",
                                    "SdkHooks")
                            .contains(topLevel(c).getSimpleName())))
            .should()
            .callMethodWhere(describe(
                    "the target sends a request",
                    call -> call.getTargetOwner().isAssignableTo(Call.Factory.class)
                            && call.getTarget().getName().equals("newCall")))
            .orShould()
            .dependOnClassesThat(assignableTo(Socket.class)
                    .or(assignableTo(URLConnection.class))
                    .or(resideInAPackage("java.net.http")));

    /**
     * The resolver has no calls of its own: what the protocol's package sends by itself is sent by the same classes.
     * Probes of a client are the one addition.
     */
    static final ArchRule ONE_PROTOCOL = noClasses()
            .that(describe(
                    "are not the clients of the protocol, nor probes",
                    c -> !List.of(
                                    "MetadataClient",
                                    "RegistrationClient",
                                    "ManagementClient",
                                    "GuardedCalls",
                                    "ResourceMetadataClient",
                                    "TokenProbe",
                                    "AuthorizationProbe")
                            .contains(topLevel(c).getSimpleName())))
            .should()
            .callMethodWhere(describe(
                    "the target sends by the guarded HTTP client",
                    call -> call.getTargetOwner().isEquivalentTo(GuardedHttp.class)
                            && List.of("get", "send").contains(call.getName())));

    static final ArchRule ONE_VOICE_IN_CORE = noClasses()
            .that(describe(
                    "are of the core, and neither the publisher of events nor the log of failures",
                    c -> Rooms.isOfTheCore(c.getPackageName())
                            && !List.of("EventPublisher", "FailureLog")
                                    .contains(topLevel(c).getSimpleName())))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..");

    /**
     * What prints, or hands something to a logger, does not ask for the exact form of a text that came from outside.
     */
    static final ArchRule FOREIGN_TEXT_IS_PRINTED_CLEANED = noCodeUnits()
            .that(describe(
                    "print or log",
                    unit -> unit.getName().equals("toString")
                            || unit.getName().equals("printable")
                            || unit.getOwner().getDirectDependenciesFromSelf().stream()
                                    .anyMatch(dependency -> dependency
                                            .getTargetClass()
                                            .getPackageName()
                                            .startsWith("org.slf4j"))))
            .should(askForTheExactText());

    static final ArchRule NO_OPTIONAL_FIELD = noFields().should().haveRawType(Optional.class);

    static final ArchRule NO_OPTIONAL_PARAMETER = codeUnits()
            .that(describe("are written by hand", unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC)))
            .should(takeNoOptional());

    static final ArchRule NO_JAVA_SERIALIZATION = noClasses()
            .that()
            .areNotAssignableTo(Throwable.class)
            .and()
            .areNotEnums()
            .should()
            .beAssignableTo(Serializable.class)
            .orShould()
            .dependOnClassesThat(assignableTo(ObjectInputStream.class).or(assignableTo(ObjectOutputStream.class)));

    static final ArchRule NAMES_SAY_THE_ROLE = classes()
            .should()
            .haveNameNotMatching(".*(Impl|Utils?|Helper|Manager|Handler)(\\$.*)?")
            .andShould()
            .haveNameNotMatching(".*[.$](Default|Abstract)[A-Z][^.]*");

    private ArchitectureRules() {}

    private static ArchCondition<JavaCodeUnit> askForTheExactText() {
        return new ArchCondition<>("ask for the exact text") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean asks = unit.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ForeignText.class)
                                && call.getName().equals("exact"));
                events.add(new SimpleConditionEvent(unit, asks, unit.getDescription() + " asks for the exact text"));
            }
        };
    }

    private static ArchCondition<JavaCodeUnit> takeNoOptional() {
        return new ArchCondition<>("take no Optional") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                if (unit.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Optional.class))) {
                    events.add(SimpleConditionEvent.violated(unit, unit.getDescription() + " takes an Optional"));
                }
            }
        };
    }

    private static SliceAssignment sliced(String what, Function<JavaClass, String> by) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass any) {
                return SliceIdentifier.of(by.apply(any));
            }

            @Override
            public String getDescription() {
                return what;
            }
        };
    }

    /** Returns the class whose file {@code any} stands in. */
    private static JavaClass topLevel(JavaClass any) {
        return any.getEnclosingClass().map(ArchitectureRules::topLevel).orElse(any);
    }
}
