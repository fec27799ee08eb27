package io.github.dcr4j.api;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a program sees of one type: a line for the type, and one for each member. */
final class ApiType {
    private static final int UNSEEN_IN_METHODS = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT;

    private final Class<?> type;

    ApiType(Class<?> type) {
        this.type = type;
    }

    /** Whether a program can name the type: it and all around it are public, or protected where one can extend. */
    static boolean isVisible(Class<?> type) {
        if (type.isSynthetic() || type.isAnonymousClass() || type.isLocalClass()) {
            return false;
        }
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? Modifier.isPublic(type.getModifiers())
                : isVisible(around) && isVisible(type.getModifiers(), around);
    }

    private static boolean isVisible(int modifiers, Class<?> around) {
        return Modifier.isPublic(modifiers)
                || (Modifier.isProtected(modifiers) && !Modifier.isFinal(around.getModifiers()));
    }

    List<String> lines() {
        List<Member> members = new ArrayList<>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!constructor.isSynthetic() && isVisible(constructor.getModifiers(), type)) {
                members.add(new Member(1, "", constructor(constructor)));
            }
        }
        for (Class<?> origin : origins()) {
            for (Field field : origin.getDeclaredFields()) {
                if (!field.isSynthetic() && isVisible(field.getModifiers(), type)) {
                    members.add(new Member(0, field.getName(), field(field)));
                }
            }
            for (Method method : origin.getDeclaredMethods()) {
                if (!method.isSynthetic() && isVisible(method.getModifiers(), type)) {
                    members.add(new Member(2, method.getName(), method(method)));
                }
            }
        }
        List<String> lines = new ArrayList<>(List.of(header()));
        members.stream()
                .sorted(Comparator.comparingInt(Member::kind)
                        .thenComparing(Member::name)
                        .thenComparing(Member::line))
                .map(member -> "    " + member.line())
                .distinct()
                .forEach(lines::add);
        return lines;
    }

    private record Member(int kind, String name, String line) {}

    /** The type, and what of the library it extends that programs cannot name: they see its members here. */
    private Set<Class<?>> origins() {
        Set<Class<?>> origins = new LinkedHashSet<>(Set.of(type));
        List<Class<?>> open = new ArrayList<>(origins);
        while (!open.isEmpty()) {
            Class<?> next = open.remove(0);
            Stream.concat(Stream.ofNullable(next.getSuperclass()), Arrays.stream(next.getInterfaces()))
                    .filter(above -> !isVisible(above) && above.getName().startsWith("io.github.dcr4j."))
                    .filter(origins::add)
                    .forEach(open::add);
        }
        return origins;
    }

    private String header() {
        StringBuilder header = new StringBuilder(marks(type));
        int modifiers = type.getModifiers() & Modifier.classModifiers();
        if (type.isInterface() || type.isEnum() || type.isRecord()) {
            modifiers &= ~(Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL);
        }
        header.append(Modifier.toString(modifiers)).append(' ');
        if (type.isSealed()) {
            header.append("sealed ");
        }
        header.append(kind()).append(' ').append(ApiNames.name(type)).append(ApiNames.parameters(type));
        if (!type.isEnum()
                && !type.isRecord()
                && type.getSuperclass() != null
                && type.getSuperclass() != Object.class) {
            header.append(" extends ").append(ApiNames.type(type.getAnnotatedSuperclass()));
        }
        if (!type.isAnnotation() && type.getInterfaces().length > 0) {
            header.append(type.isInterface() ? " extends " : " implements ")
                    .append(sorted(type.getAnnotatedInterfaces()));
        }
        // a sealed type without a list names what extends it in its file: all of it is said
        if (type.isSealed()) {
            header.append(" permits ")
                    .append(Arrays.stream(type.getPermittedSubclasses())
                            .map(ApiNames::name)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return header.toString();
    }

    private String kind() {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isRecord()) {
            return "record";
        }
        return type.isEnum() ? "enum" : "class";
    }

    private static String sorted(AnnotatedType[] types) {
        return Arrays.stream(types).map(ApiNames::type).sorted().collect(Collectors.joining(", "));
    }

    private static String marks(AnnotatedElement element) {
        StringBuilder marks = new StringBuilder();
        Deprecated deprecated = element.getAnnotation(Deprecated.class);
        if (deprecated != null) {
            marks.append(deprecated.forRemoval() ? "@Deprecated(forRemoval = true) " : "@Deprecated ");
        }
        if (element.isAnnotationPresent(FunctionalInterface.class)) {
            marks.append("@FunctionalInterface ");
        }
        return marks.toString();
    }

    private String field(Field field) {
        if (field.isEnumConstant()) {
            return marks(field) + field.getName();
        }
        return marks(field)
                + Modifier.toString(field.getModifiers() & Modifier.fieldModifiers())
                + " "
                + ApiNames.type(field.getAnnotatedType())
                + " "
                + field.getName()
                + constant(field);
    }

    /** The value of what compilers may copy into programs. */
    private String constant(Field field) {
        int modifiers = field.getModifiers();
        boolean isCopied = field.getType().isPrimitive() || field.getType() == String.class;
        if (!isCopied
                || !Modifier.isPublic(modifiers)
                || !Modifier.isStatic(modifiers)
                || !Modifier.isFinal(modifiers)) {
            return "";
        }
        try {
            Object value = Objects.requireNonNull(field.get(null));
            return " = " + (value instanceof String ? "\"" + value + "\"" : value);
        } catch (IllegalAccessException e) {
            throw new AssertionError("the value of " + field, e);
        }
    }

    private String constructor(Constructor<?> constructor) {
        return marks(constructor)
                + words(Modifier.toString(constructor.getModifiers() & Modifier.constructorModifiers()))
                + words(ApiNames.parameters(constructor))
                + type.getSimpleName()
                + rest(constructor);
    }

    private String method(Method method) {
        int modifiers = method.getModifiers() & Modifier.methodModifiers() & ~UNSEEN_IN_METHODS;
        @Nullable Object standard = method.getDefaultValue();
        return marks(method)
                + words(Modifier.toString(modifiers))
                + (method.isDefault() ? "default " : "")
                + words(ApiNames.parameters(method))
                + ApiNames.type(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + rest(method)
                + (standard == null ? "" : " default " + ApiNames.value(standard));
    }

    private static String words(String text) {
        return text.isEmpty() ? "" : text + " ";
    }

    private static String rest(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            String parameter = ApiNames.type(types[i]);
            boolean isOpen = executable.isVarArgs() && i == types.length - 1;
            parameters.add(isOpen ? parameter.substring(0, parameter.length() - 2) + "..." : parameter);
        }
        Set<String> thrown = new TreeSet<>();
        for (AnnotatedType exception : executable.getAnnotatedExceptionTypes()) {
            thrown.add(ApiNames.type(exception));
        }
        return "(" + String.join(", ", parameters) + ")"
                + (thrown.isEmpty() ? "" : " throws " + String.join(", ", thrown));
    }
}
