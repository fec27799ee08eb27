package io.github.dcr4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrCredentialsBuilder;
import io.github.dcr4j.DcrKey;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The contracts and the golden files of the stores hold {@code completeCredentials}: a property that these lack is one
 * that no store is shown to keep.
 */
class CompleteCredentialsTest {
    private static final DcrKey KEY = DcrFixtures.key("openid", "profile");
    /** What all credentials have; the last one is the store's to set. */
    private static final Set<String> ALWAYS_SET = Set.of("tokenEndpoint", "version");

    /** What is kept as something else than it is set: times, in milliseconds. */
    private static final Map<String, String> FIELDS =
            Map.of("expiresAtMillis", "clientSecretExpiresAt", "createdAtMillis", "createdAt");

    /** The names of the properties: a method of the builder sets one of its name, but for the way and its reasons. */
    private static List<String> settable() {
        return Stream.concat(
                        Stream.of("otherWays"),
                        Arrays.stream(DcrCredentialsBuilder.class.getMethods())
                                .filter(method -> method.getParameterCount() > 0
                                        && method.getReturnType() == DcrCredentialsBuilder.class)
                                .map(Method::getName))
                .toList();
    }

    private static Object value(DcrCredentials credentials, String property) throws ReflectiveOperationException {
        return DcrCredentials.class.getMethod(property).invoke(credentials);
    }

    @Test
    void completeCredentials_everyPropertyOfTheBuilder_differsFromWhatIsLeftOut() throws Exception {
        DcrCredentials complete = DcrFixtures.completeCredentials(KEY).build();
        DcrCredentials minimal = DcrFixtures.minimalCredentials(KEY).build();

        assertThat(settable()).hasSizeGreaterThan(15);
        for (String property : settable()) {
            if (!ALWAYS_SET.contains(property)) {
                assertThat(value(complete, property)).as(property).isNotEqualTo(value(minimal, property));
            }
        }
    }

    @Test
    void equals_everyFieldOfCredentials_isCompared() {
        Stream<String> fields = Arrays.stream(DcrCredentials.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .map(Field::getName);

        assertThat(fields.filter(field -> !field.equals("key")).map(field -> FIELDS.getOrDefault(field, field)))
                .containsExactlyInAnyOrderElementsOf(settable());
    }
}
