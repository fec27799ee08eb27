package io.github.dcr4j.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.upstream.UpstreamConfigException.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object of the configuration, whose members are asked for by name. What is wrong with one is noted with its path,
 * and reading goes on. Not thread-safe.
 */
final class ConfigNode {
    private final ObjectNode object;
    private final String path;
    private final List<Problem> problems;
    private final Set<String> known = new TreeSet<>();

    ConfigNode(ObjectNode object, String path, List<Problem> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
    }

    /** Returns whether the member is there; {@code null} counts as absent. */
    boolean has(String name) {
        return value(name) != null;
    }

    /** Returns whether the member is there and is {@code null}. */
    boolean isNull(String name) {
        return object.path(name).isNull();
    }

    /** Returns whether the member is there and is an array without elements. */
    boolean isEmptyList(String name) {
        return object.path(name).isArray() && object.path(name).isEmpty();
    }

    /** Returns the names of all members. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Gives the member's text to {@code setter}. */
    void text(String name, Consumer<String> setter) {
        JsonNode value = value(name);
        if (value == null) {
            return;
        }
        if (value.isTextual()) {
            attempt(name, () -> setter.accept(value.textValue()));
        } else {
            problem(name, "a string is expected");
        }
    }

    /** Gives the member to {@code setter} if it is text, to {@code reader} if it is an object. */
    void textOrObject(String name, Consumer<String> setter, Consumer<ConfigNode> reader) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode member) {
            reader.accept(new ConfigNode(member, pathOf(name), problems));
        } else if (value != null && !value.isTextual()) {
            problem(name, "a string or an object is expected");
        } else {
            text(name, setter);
        }
    }

    /** Gives the member's strings to {@code setter}. */
    void texts(String name, Consumer<String[]> setter) {
        JsonNode value = value(name);
        if (value == null) {
            return;
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            if (!value.get(i).isTextual()) {
                problem(name + "[" + i + "]", "a string is expected");
                return;
            }
            texts.add(value.get(i).textValue());
        }
        if (value.isArray()) {
            attempt(name, () -> setter.accept(texts.toArray(String[]::new)));
        } else {
            problem(name, "an array of strings is expected");
        }
    }

    /** Gives {@code true} or {@code false} to {@code setter}. */
    void flag(String name, Consumer<Boolean> setter) {
        JsonNode value = value(name);
        if (value != null && value.isBoolean()) {
            attempt(name, () -> setter.accept(value.booleanValue()));
        } else if (value != null) {
            problem(name, "true or false is expected");
        }
    }

    /** Gives the member's whole number to {@code setter}, as seconds. */
    void seconds(String name, Consumer<Duration> setter) {
        JsonNode value = value(name);
        if (value != null && value.isIntegralNumber() && value.canConvertToInt()) {
            attempt(name, () -> setter.accept(Duration.ofSeconds(value.intValue())));
        } else if (value != null) {
            problem(name, "a whole number of seconds is expected");
        }
    }

    /** Runs {@code setter} if the member is {@code true}. */
    void flag(String name, Runnable setter) {
        flag(name, (Boolean on) -> {
            if (on) {
                setter.run();
            }
        });
    }

    /** Runs {@code yes} if the member is {@code true}, gives it to {@code listed} if it is an array of strings. */
    void flagOrTexts(String name, Runnable yes, Consumer<String[]> listed) {
        JsonNode value = value(name);
        if (value != null && value.isArray()) {
            texts(name, listed);
        } else if (value != null && value.isBoolean()) {
            flag(name, yes);
        } else if (value != null) {
            problem(name, "true, false or an array of strings is expected");
        }
    }

    /** Returns the member, an object, or {@code null} if it is not there or is no object. */
    @Nullable
    ConfigNode object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode member) {
            return new ConfigNode(member, pathOf(name), problems);
        }
        if (value != null) {
            problem(name, "an object is expected");
        }
        return null;
    }

    /** Returns the elements of the member, objects; none if it is not there. */
    List<ConfigNode> objects(String name) {
        List<ConfigNode> objects = new ArrayList<>();
        JsonNode value = value(name);
        if (value != null && !value.isArray()) {
            problem(name, "an array of objects is expected");
            return objects;
        }
        for (int i = 0; value != null && i < value.size(); i++) {
            String element = name + "[" + i + "]";
            if (value.get(i) instanceof ObjectNode object) {
                objects.add(new ConfigNode(object, pathOf(element), problems));
            } else {
                problem(element, "an object is expected");
            }
        }
        return objects;
    }

    /** Returns the object itself. */
    ObjectNode json() {
        return object;
    }

    /** Runs {@code work} on the whole object. */
    void attempt(Runnable work) {
        attempt("", work);
    }

    /** Runs {@code work} on a member, and notes what is wrong with it. */
    void attempt(String name, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            problem(name, String.valueOf(e.getMessage()));
        }
    }

    /** Notes that a member is missing. */
    void required(String name) {
        if (!has(name)) {
            problem(name, "is missing");
        }
    }

    void problem(String name, String message) {
        problems.add(new Problem(name.isEmpty() ? path : pathOf(name), message));
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Notes every member that was not asked for. */
    void refuseUnknown() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                boolean plain = name.matches("[A-Za-z0-9_.#-]{1,64}");
                problem(plain ? name : "(a name that cannot be shown)", "is not known; known are " + known);
            }
        });
    }
}
