package io.github.dcr4j.api;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How types are written: as in source code, with whole names, and with what may be null. */
final class ApiNames {
    private static final String LANG = "java.lang.";

    private ApiNames() {}

    static String name(Class<?> type) {
        String name = type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
        return name.startsWith(LANG) && name.indexOf('.', LANG.length()) < 0 ? name.substring(LANG.length()) : name;
    }

    static String type(AnnotatedType type) {
        String mark = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedArrayType array) {
            return type(array.getAnnotatedGenericComponentType()) + (mark.isEmpty() ? "" : " " + mark) + "[]";
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            Class<?> raw = (Class<?>) ((ParameterizedType) generic.getType()).getRawType();
            return mark + name(raw) + "<" + types(generic.getAnnotatedActualTypeArguments()) + ">";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            return wildcard(wildcard);
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return mark + variable.getType().getTypeName();
        }
        return mark
                + (type.getType() instanceof Class<?> plain
                        ? name(plain)
                        : type.getType().getTypeName());
    }

    private static String wildcard(AnnotatedWildcardType wildcard) {
        AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
        if (lower.length > 0) {
            return "? super " + types(lower);
        }
        String upper = types(wildcard.getAnnotatedUpperBounds());
        return upper.isEmpty() || upper.equals("Object") ? "?" : "? extends " + upper;
    }

    private static String types(AnnotatedType[] types) {
        return Arrays.stream(types).map(ApiNames::type).collect(Collectors.joining(", "));
    }

    /** Returns the type parameters in their brackets, or nothing. */
    static String parameters(GenericDeclaration declaration) {
        List<String> parameters = new ArrayList<>();
        for (TypeVariable<?> variable : declaration.getTypeParameters()) {
            String bounds = Arrays.stream(variable.getAnnotatedBounds())
                    .map(ApiNames::type)
                    .collect(Collectors.joining(" & "));
            parameters.add(variable.getName() + (bounds.equals("Object") ? "" : " extends " + bounds));
        }
        return parameters.isEmpty() ? "" : "<" + String.join(", ", parameters) + ">";
    }

    /** Returns the default value of an annotation's element. */
    static String value(Object value) {
        if (value.getClass().isArray()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                values.add(value(Array.get(value, i)));
            }
            return "{" + String.join(", ", values) + "}";
        }
        if (value instanceof Class<?> type) {
            return name(type) + ".class";
        }
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
