package io.github.dcr4j.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who copies one of the programs copies its package and those below it, and no other program. */
class RoomsTest {
    private static final String ROOT = "io.github.dcr4j.examples";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void packages_all_useEachOtherInNoCircle() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clients", "serve", "tool", "tour", "visit"})
    void command_itsPackage_isUsedByTheProgramAlone(String room) {
        assertThat(MAIN.stream().map(JavaClass::getPackageName)).contains(ROOT + "." + room);

        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + "." + room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "." + room)
                .check(MAIN);
    }

    @Test
    void theProgramItself_isUsedByNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(MAIN);
    }
}
