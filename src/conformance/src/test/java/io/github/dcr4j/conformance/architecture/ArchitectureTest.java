package io.github.dcr4j.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the main code of every published module against the rules of the house, and the rules against offenders. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(place -> !place.contains("/io/github/dcr4j/redis/servers/")) // starts processes for tests
            .withImportOption(place -> !place.contains("/io/github/dcr4j/springserver/")) // is a server for tests
            .withImportOption(place -> !place.contains("/io/github/dcr4j/api/")) // compares the public API
            .withImportOption(place -> !place.contains("/io/github/dcr4j/pace/")) // measures the machine for tests
            .withImportOption(place -> !place.contains("/io/github/dcr4j/canary/")) // watches the tests for secrets
            .importPackages("io.github.dcr4j");

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                Named.of("layers", ArchitectureRules.LAYERS),
                Named.of("no cycle of packages", ArchitectureRules.NO_CYCLE_OF_PACKAGES),
                Named.of("no cycle of files", ArchitectureRules.NO_CYCLE_OF_FILES),
                Named.of("time from one clock", ArchitectureRules.TIME_FROM_ONE_CLOCK),
                Named.of("one place opens connections", ArchitectureRules.ONE_PLACE_OPENS_CONNECTIONS),
                Named.of("one protocol", ArchitectureRules.ONE_PROTOCOL),
                Named.of("one voice in core", ArchitectureRules.ONE_VOICE_IN_CORE),
                Named.of("foreign text is printed cleaned", ArchitectureRules.FOREIGN_TEXT_IS_PRINTED_CLEANED),
                Named.of("no Optional field", ArchitectureRules.NO_OPTIONAL_FIELD),
                Named.of("no Optional parameter", ArchitectureRules.NO_OPTIONAL_PARAMETER),
                Named.of("no Java serialization", ArchitectureRules.NO_JAVA_SERIALIZATION),
                Named.of("names say the role", ArchitectureRules.NAMES_SAY_THE_ROLE));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void mainCode_everyModule_keepsTheRule(ArchRule rule) {
        rule.check(MAIN);
    }

    static Stream<Arguments> offences() {
        return Stream.of(
                Arguments.of("two files use each other", ArchitectureRules.NO_CYCLE_OF_FILES, new Class<?>[] {
                    Offender.class, Accomplice.class
                }),
                Arguments.of(
                        "reads the machine's time",
                        ArchitectureRules.TIME_FROM_ONE_CLOCK,
                        of(Offender.Timekeeper.class)),
                Arguments.of("logs by itself", ArchitectureRules.ONE_VOICE_IN_CORE, of(Offender.Speaker.class)),
                Arguments.of("makes a thread", ArchitectureRules.TIME_FROM_ONE_CLOCK, of(Offender.Spinner.class)),
                Arguments.of(
                        "sends a request", ArchitectureRules.ONE_PLACE_OPENS_CONNECTIONS, of(Offender.Caller.class)),
                Arguments.of(
                        "opens a socket", ArchitectureRules.ONE_PLACE_OPENS_CONNECTIONS, of(Offender.Dialler.class)),
                Arguments.of(
                        "sends by the guarded client", ArchitectureRules.ONE_PROTOCOL, of(Offender.Registrar.class)),
                Arguments.of(
                        "prints the exact text",
                        ArchitectureRules.FOREIGN_TEXT_IS_PRINTED_CLEANED,
                        of(Offender.Parrot.class)),
                Arguments.of("Optional field", ArchitectureRules.NO_OPTIONAL_FIELD, of(Offender.Field.class)),
                Arguments.of(
                        "Optional parameter", ArchitectureRules.NO_OPTIONAL_PARAMETER, of(Offender.Parameter.class)),
                Arguments.of("serializable", ArchitectureRules.NO_JAVA_SERIALIZATION, of(Offender.Frozen.class)),
                Arguments.of(
                        "name without a role", ArchitectureRules.NAMES_SAY_THE_ROLE, of(Offender.ThingManager.class)),
                Arguments.of(
                        "name of a non-role", ArchitectureRules.NAMES_SAY_THE_ROLE, of(Offender.DefaultThing.class)));
    }

    private static Class<?>[] of(Class<?> only) {
        return new Class<?>[] {only};
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("offences")
    void rule_offenderIsLookedAt_isBroken(String offence, ArchRule rule, Class<?>[] offenders) {
        JavaClasses imported = new ClassFileImporter().importClasses(offenders);

        boolean broken = rule.evaluate(imported).hasViolation();

        assertThat(broken).as(offence).isTrue();
    }

    /** A rule that looks at some packages says nothing of those that came later. */
    @Test
    void mainCode_everyPackage_isARoom() {
        assertThat(MAIN.stream().map(c -> c.getPackageName()).distinct())
                .isNotEmpty()
                .allMatch(Rooms::isOne);
    }
}
