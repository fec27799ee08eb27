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
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
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

    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("values")
            .definedBy("io.github.dcr4j")
            .layer("store seam")
            .definedBy("io.github.dcr4j.store")
            .layer("state")
            .definedBy("io.github.dcr4j.state")
            .layer("state codec")
            .definedBy("io.github.dcr4j.state.codec")
            .layer("state store")
            .definedBy("io.github.dcr4j.state.store")
            .layer("json")
            .definedBy("io.github.dcr4j.json")
            .layer("http")
            .definedBy("io.github.dcr4j.http")
            .layer("metadata")
            .definedBy("io.github.dcr4j.metadata")
            .layer("registration")
            .definedBy("io.github.dcr4j.registration")
            .layer("flight")
            .definedBy("io.github.dcr4j.flight")
            .layer("auth")
            .definedBy("io.github.dcr4j.auth")
            .layer("request")
            .definedBy("io.github.dcr4j.request")
            .layer("events")
            .definedBy("io.github.dcr4j.events")
            .layer("attempt")
            .definedBy("io.github.dcr4j.attempt")
            .layer("keep")
            .definedBy("io.github.dcr4j.keep")
            .layer("register")
            .definedBy("io.github.dcr4j.register")
            .layer("manage")
            .definedBy("io.github.dcr4j.manage")
            .layer("flow")
            .definedBy("io.github.dcr4j.flow")
            .layer("resolver")
            .definedBy("io.github.dcr4j.resolver")
            .layer("token")
            .definedBy("io.github.dcr4j.token")
            .layer("upstream")
            .definedBy("io.github.dcr4j.upstream")
            .layer("stores")
            .definedBy("io.github.dcr4j.store.memory..", "io.github.dcr4j.store.redis..")
            .layer("testkit")
            .definedBy("io.github.dcr4j.testkit..")
            .whereLayer("values")
            .mayNotAccessAnyLayer()
            .whereLayer("store seam")
            .mayOnlyAccessLayers("values")
            .whereLayer("state")
            .mayOnlyAccessLayers("values", "store seam")
            .whereLayer("state codec")
            .mayOnlyAccessLayers("values", "store seam", "state")
            .whereLayer("state store")
            .mayOnlyAccessLayers("values", "store seam", "state", "state codec")
            .whereLayer("json")
            .mayOnlyAccessLayers("values")
            .whereLayer("http")
            .mayOnlyAccessLayers("values", "json")
            .whereLayer("metadata")
            .mayOnlyAccessLayers("values", "json", "http")
            .whereLayer("registration")
            .mayOnlyAccessLayers("values", "json", "http")
            .whereLayer("flight")
            .mayOnlyAccessLayers("values")
            .whereLayer("auth")
            .mayOnlyAccessLayers(
                    "values", "store seam", "state store", "json", "http", "metadata", "registration", "flight")
            .whereLayer("request")
            .mayOnlyAccessLayers(
                    "values", "store seam", "state store", "json", "http", "metadata", "registration", "flight", "auth")
            .whereLayer("events")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request")
            .whereLayer("attempt")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events")
            .whereLayer("keep")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events",
                    "attempt")
            .whereLayer("register")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events",
                    "attempt",
                    "keep")
            .whereLayer("manage")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events",
                    "attempt",
                    "keep",
                    "register")
            .whereLayer("flow")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events",
                    "attempt",
                    "keep",
                    "register",
                    "manage")
            .whereLayer("resolver")
            .mayOnlyAccessLayers(
                    "values",
                    "store seam",
                    "state store",
                    "json",
                    "http",
                    "metadata",
                    "registration",
                    "flight",
                    "auth",
                    "request",
                    "events",
                    "attempt",
                    "keep",
                    "register",
                    "manage",
                    "flow")
            .whereLayer("token")
            .mayOnlyAccessLayers(
                    "values", "store seam", "json", "registration", "flight", "metadata", "http", "auth", "resolver")
            .whereLayer("upstream")
            .mayOnlyAccessLayers("values", "store seam", "auth", "resolver")
            .whereLayer("stores")
            .mayOnlyAccessLayers("values", "store seam", "state store", "resolver")
            .whereLayer("testkit")
            .mayOnlyAccessLayers("values", "store seam", "state store", "resolver");

    static final ArchRule NO_CYCLE_OF_PACKAGES = slices().assignedFrom(sliced("packages", JavaClass::getPackageName))
            .should()
            .beFreeOfCycles();

    /**
     * A builder counts as part of what it builds. Besides, two interfaces name an implementation that they hand out: the
     * clock of the machine, and the choice to encrypt nothing; nothing else.
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
                    "are neither GuardedHttp nor its guards, nor the sockets of the kit's own server",
                    c -> !List.of("GuardedHttp", "AddressGuard", "ReceivedBytes", "Exchange", "PromptSockets")
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

    static final ArchRule ONE_VOICE_IN_CORE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.github.dcr4j",
                    "io.github.dcr4j.json",
                    "io.github.dcr4j.http",
                    "io.github.dcr4j.metadata",
                    "io.github.dcr4j.registration",
                    "io.github.dcr4j.flight",
                    "io.github.dcr4j.auth",
                    "io.github.dcr4j.resolver",
                    "io.github.dcr4j.state..",
                    "io.github.dcr4j.token",
                    "io.github.dcr4j.store")
            .and(describe(
                    "are not the publisher of events", c -> !c.getSimpleName().equals("EventPublisher")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..");

    /** What prints, or hands something to a logger, does not ask for the exact form of a text that came from outside. */
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
