package io.github.dcr4j.spring.boot;

import io.github.dcr4j.server.OptionNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the property that a path in the JSON form is about: {@code upstreams[0].dcr.clientName}. Immutable. */
final class PropertyPaths {
    private static final Pattern UPSTREAM = Pattern.compile("upstreams\\[(\\d{1,6})](?:\\.|$)(.*)");
    /**
     * Names of members in messages: camel case, with a capital in the middle. They stand as words of the sentence; what
     * is quoted, or part of an address, a path or a value, is a user's or a server's own.
     */
    private static final Pattern MEMBER = Pattern.compile("(?<![\\w\"'`/.:@%?&=#~+-])"
            + "[a-z]{2,20}(?:[A-Z][A-Za-z0-9]{1,30})"
            + "(?![\\w\"'`/@%?&=#~+(-]|[.:]\\w)");

    private static final Map<String, String> OTHER_NAMES =
            Map.of("upstreamIssuer", "issuer", "expectedIssuer", "issuer");
    private static final Set<String> MAPS = Set.of("metadata", "localized");

    private final List<String> upstreams;

    /** Creates one for upstreams of these names, in the order of the JSON form. */
    PropertyPaths(List<String> upstreams) {
        this.upstreams = upstreams;
    }

    /** Returns the name of the property. */
    String property(String path) {
        Matcher upstream = UPSTREAM.matcher(path);
        StringBuilder property = new StringBuilder("dcr");
        String rest = path;
        if (upstream.matches()) {
            property.append(".upstreams").append(element(upstreams.get(Integer.parseInt(upstream.group(1)))));
            rest = upstream.group(2);
        }
        boolean named = false;
        for (String element : rest.isEmpty() ? new String[0] : rest.split("\\.")) {
            if (named) {
                property.append(element(element));
            } else if (!element.equals("dcr") && !element.equals("name")) {
                property.append('.').append(known(element));
            }
            named = MAPS.contains(element);
        }
        return property.toString();
    }

    /** Returns what the options of an upstream are called. */
    static OptionNames options(String upstream) {
        return option -> Optional.of("dcr.upstreams" + element(upstream) + "." + known(option));
    }

    /** Returns a message of the JSON form with the names that properties have. */
    static String inProperties(String message) {
        return MEMBER.matcher(message)
                .replaceAll(found ->
                        Matcher.quoteReplacement(isMember(found.group()) ? known(found.group()) : found.group()));
    }

    private static boolean isMember(String name) {
        String known = known(name);
        return KnownProperties.of(DcrUpstreamProperties.class).contains(known)
                || KnownProperties.of(DcrStoreProperties.class).contains(known);
    }

    private static String known(String member) {
        int index = member.indexOf('[');
        String name = index < 0 ? member : member.substring(0, index);
        String without = name.endsWith("Seconds") ? name.substring(0, name.length() - "Seconds".length()) : name;
        return KnownProperties.kebab(OTHER_NAMES.getOrDefault(without, without))
                + (index < 0 ? "" : member.substring(index));
    }

    /** The name of a property has small letters, digits and dashes; other names stand in brackets. */
    static String element(String name) {
        return name.equals(name.toLowerCase(Locale.ROOT)) && name.matches("[a-z0-9-]+") ? "." + name : "[" + name + "]";
    }
}
