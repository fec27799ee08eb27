package io.github.dcr4j.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listing of the public API says all that programs see, and shows what has changed. */
class ApiTypeTest {
    private static final String NAME = "io.github.dcr4j.api.ApiTypeTest.";
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @NullMarked
    abstract static class Hidden {
        public final @Nullable String inherited() {
            return null;
        }

        public abstract void later() throws IOException;
    }

    /** What is seen, and what is not. */
    @NullMarked
    public abstract static class Shown<T extends @Nullable Object> extends Hidden implements Comparable<Shown<T>> {
        /** Copied into programs. */
        public static final int LIMIT = 3;

        protected Map<String, @Nullable T> values = Map.of();
        private int unseen;

        protected Shown(@Nullable T first, String @Nullable ... more) {
            unseen = more == null ? 0 : more.length;
        }

        /** Gone soon. */
        @Deprecated(forRemoval = true)
        @SuppressWarnings("InlineMeSuggester")
        public synchronized <X extends Exception> List<? extends X> all(List<? super T> into, List<?> other) throws X {
            return List.of();
        }

        int unseen() {
            return unseen;
        }

        /** Seen too. */
        public enum Kind {
            SECOND,
            FIRST
        }
    }

    /** One cannot extend it. */
    @SuppressWarnings("ProtectedMembersInFinalClass")
    public static final class Last {
        protected void unseen() {}
    }

    @Test
    void lines_ofAType_sayAllThatProgramsSee() {
        assertThat(new ApiType(Shown.class).lines())
                .containsExactly(
                        "public abstract static class " + NAME + "Shown<T extends @Nullable Object> extends " + NAME
                                + "Hidden implements Comparable<" + NAME + "Shown<T>>",
                        "    public static final int LIMIT = 3",
                        "    protected java.util.Map<String, @Nullable T> values",
                        "    protected Shown(@Nullable T, String @Nullable ...)",
                        "    @Deprecated(forRemoval = true) public <X extends Exception> java.util.List<? extends X>"
                                + " all(java.util.List<? super T>, java.util.List<?>) throws X",
                        "    public final @Nullable String inherited()",
                        "    public abstract void later() throws java.io.IOException");
    }

    @Test
    void lines_ofAnEnumAndAFinalClass_sayWhatTheyAre() {
        assertThat(new ApiType(Shown.Kind.class).lines())
                .startsWith("public enum " + NAME + "Shown.Kind", "    FIRST", "    SECOND");
        assertThat(new ApiType(Last.class).lines())
                .containsExactly("public static final class " + NAME + "Last", "    public Last()");
    }

    @Test
    void isVisible_typeInAHiddenOne_isFalse() {
        assertThat(ApiType.isVisible(List.class)).isTrue();
        assertThat(ApiType.isVisible(Shown.class)).isFalse();
        assertThat(ApiType.isVisible(Map.Entry.class)).isTrue();
    }

    @Test
    void properties_ofADescription_haveTypesAndDefaults(@TempDir Path classes) throws IOException {
        Path description = classes.resolve("META-INF/spring-configuration-metadata.json");
        Files.createDirectories(description.getParent());
        Files.writeString(description, """
                {
                  "groups": [
                    {
                      "name": "a",
                      "type": "Group"
                    }
                  ],
                  "properties": [
                    {
                      "name": "a.b",
                      "type": "java.lang.String",
                      "description": "Says \\"b\\".",
                      "sourceType": "A"
                    },
                    {
                      "name": "a.a",
                      "type": "java.lang.Boolean",
                      "defaultValue": true
                    }
                  ],
                  "hints": []
                }
                """);

        assertThat(ApiProperties.lines(classes))
                .containsExactly("    a.a java.lang.Boolean = true", "    a.b java.lang.String");
        assertThat(ApiProperties.lines(classes.resolve("META-INF"))).isEmpty();
    }

    @Test
    void compare_changedMember_namesItsTypeAndTheCommand() {
        List<String> recorded = List.of("public class A", "    public int a()", "", "public class B");
        List<String> lines = List.of("public class A", "    public long a()", "", "public class B");

        assertThatCode(() -> PublicApi.compare(recorded, recorded, MODULE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PublicApi.compare(recorded, lines, MODULE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "- public class A: public int a()",
                        "+ public class A: public long a()",
                        "mvn -pl src/canary -am -Dapi.record=true");
    }
}
