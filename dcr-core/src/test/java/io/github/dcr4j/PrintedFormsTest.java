package io.github.dcr4j;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.upstream.UpstreamResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fills everything of the core that can be printed with text that a server might send to deceive a reader of the log.
 */
class PrintedFormsTest {
    private static final String HOSTILE =
            "x\" level=ERROR msg=\"${jndi:ldap://h/a}\r\n2026-01-01 WARN forged \u001b[31mred \u202e\u009b2J\u2028\\";
    private static final DcrKey KEY = DcrKey.builder(HOSTILE, HOSTILE)
            .redirectUris(List.of(HOSTILE))
            .scopes(List.of(HOSTILE))
            .profile(HOSTILE)
            .build();
    /** Names that the library makes itself and compares: random or hexadecimal. */
    private static final Set<String> OURS = Set.of("owner", "base", "dead", "metadataDigest", "boundTo", "intentOwner");

    private static final URI ADDRESS = URI.create("https://as.example.com/\u202ex?" + "token");

    static Stream<Class<?>> records() throws IOException, URISyntaxException {
        Path classes = Path.of(
                DcrKey.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> exported = exported(classes);
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> found = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.startsWith("io") && name.endsWith(".class"))
                    .<Class<?>>map(PrintedFormsTest::loaded)
                    .filter(type -> type.isRecord()
                            && isPublic(type)
                            && type.getEnclosingClass() != UpstreamResult.class
                            && exported.contains(type.getPackageName()))
                    .toList();
            return found.stream();
        }
    }

    /**
     * What everyone may use, as the module says: a package that is new or has moved is looked at without being listed
     * here.
     */
    private static Set<String> exported(Path classes) {
        return ModuleFinder.of(classes).findAll().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static Class<?> loaded(String file) {
        try {
            String name = file.substring(0, file.length() - ".class".length()).replaceAll("[/\\\\]", ".");
            return Class.forName(name, false, DcrKey.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(file, e);
        }
    }

    @ParameterizedTest
    @MethodSource("records")
    void record_filledWithControlCharactersAndQuotes_printsThemCleaned(Class<?> type) throws Throwable {
        String printed;
        try {
            printed = filled(type).toString();
        } catch (IllegalArgumentException | IllegalStateException refused) {
            printed = String.valueOf(refused.getMessage());
        }

        assertThat(printed).as(type.getName()).satisfies(PrintedFormsTest::isHarmless);
    }

    @Test
    void credentials_ofAClientIdWithALookUpExpression_printItCleanedAndGiveItExactly() {
        DcrCredentials credentials = credentials();

        assertThat(credentials.toString()).satisfies(PrintedFormsTest::isHarmless);
        assertThat(credentials.clientId()).isEqualTo(HOSTILE);
        assertThat(credentials.management().orElseThrow().toString())
                .satisfies(PrintedFormsTest::isHarmless)
                .doesNotContain("token");
    }

    @Test
    void exception_withMessageAndCauseOfAServersMaking_printsOneLineEach() {
        Throwable cause = new IOException(HOSTILE, new IllegalStateException(HOSTILE));
        cause.addSuppressed(new IllegalStateException(HOSTILE));

        DcrException failure = new DcrRefusedException(
                DcrException.at(Step.REGISTER, HOSTILE).cause(cause).orphan(new DcrOrphan(HOSTILE, ADDRESS)),
                400,
                HOSTILE,
                HOSTILE);

        Throwable printedCause = Objects.requireNonNull(failure.getCause());
        for (String printed : List.of(
                failure.toString(),
                failure.forAnotherCaller().toString(),
                printedCause.toString(),
                String.valueOf(printedCause.getCause()),
                printedCause.getSuppressed()[0].toString(),
                String.valueOf(failure.orphan()))) {
            assertThat(printed).doesNotContain("\n", "\r", "\u001b", "\u202e", "${");
        }
        assertThat(failure.getMessage()).satisfies(PrintedFormsTest::isHarmless);
    }

    @Test
    void inputs_refusedForWhatTheyHold_areQuotedCleaned() {
        Throwable refused = catchThrowable(() -> credentialsOf("another").build());

        assertThat(refused).isInstanceOf(IllegalStateException.class);
        assertThat(refused.getMessage()).satisfies(PrintedFormsTest::isHarmless);
    }

    private static void isHarmless(String printed) {
        assertThat(printed).doesNotContain("\n", "\r", "\u001b", "\u009b", "\u202e", "\u2028", "${", "\"");
    }

    private static Object filled(Class<?> type) throws Throwable {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            // JSON in lines of visible ASCII, whose line breaks are meant
            boolean json = type.getSimpleName().equals("Registration")
                    && components[i].getName().equals("metadata");
            boolean fixed = json || OURS.contains(components[i].getName());
            values[i] = fixed ? "{}" : value(components[i].getGenericType());
        }
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static @Nullable Object value(Type type) throws Throwable {
        if (type instanceof ParameterizedType many) {
            Object element = value(many.getActualTypeArguments()[0]);
            Class<?> raw = (Class<?>) many.getRawType();
            Collection<?> one = element == null ? List.of() : List.of(element);
            return raw == List.class ? List.copyOf(one) : raw == Set.class ? Set.copyOf(one) : Map.of();
        }
        Class<?> plain = (Class<?>) type;
        Map<Class<?>, Object> samples = Map.ofEntries(
                entry(String.class, HOSTILE),
                entry(ForeignText.class, ForeignText.of(HOSTILE)),
                entry(DcrKey.class, KEY),
                entry(URI.class, ADDRESS),
                entry(Secret.class, Secret.of("not-to-be-shown")),
                entry(Duration.class, Duration.ofSeconds(1)),
                entry(Instant.class, Instant.EPOCH),
                entry(DcrClock.class, DcrClock.system()),
                entry(DcrException.class, DcrException.at(Step.CLAIM, HOSTILE).exception()),
                entry(Throwable.class, new UncheckedIOException(HOSTILE, new IOException(HOSTILE))),
                entry(DcrManagement.class, management()),
                entry(DcrCredentials.class, credentials()));
        if (samples.containsKey(plain)) {
            return samples.get(plain);
        }
        if (plain == boolean.class) {
            return true;
        }
        if (plain == int.class) {
            return 1;
        }
        if (plain == long.class) {
            return 1L;
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        if (plain.isInterface() && !plain.isSealed()) {
            return Proxy.newProxyInstance(
                    plain.getClassLoader(),
                    new Class<?>[] {plain},
                    (proxy, method, arguments) -> method.getName().equals("toString")
                            ? "stub"
                            : method.getReturnType() == String.class ? HOSTILE : null);
        }
        return plain.isRecord() ? filled(plain) : null;
    }

    private static DcrManagement management() {
        return new DcrManagement(HOSTILE, ADDRESS, Secret.of("not-to-be-shown"));
    }

    private static DcrCredentials credentials() {
        return credentialsOf(HOSTILE).build();
    }

    private static DcrCredentialsBuilder credentialsOf(String clientId) {
        return DcrCredentials.builder(KEY)
                .clientId(clientId)
                .tokenEndpointAuthMethod(TokenEndpointAuthMethod.NONE)
                .tokenEndpoint(ADDRESS)
                .management(management())
                .generation(HOSTILE)
                .providerName(HOSTILE)
                .createdAt(Instant.EPOCH);
    }
}
