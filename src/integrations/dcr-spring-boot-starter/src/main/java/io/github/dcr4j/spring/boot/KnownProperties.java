package io.github.dcr4j.spring.boot;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** The names of the properties, for the message about one that is not known. */
final class KnownProperties {
    private static final ConfigurationPropertyName STORE = ConfigurationPropertyName.of("dcr.store");
    private static final ConfigurationPropertyName UPSTREAMS = ConfigurationPropertyName.of("dcr.upstreams");

    private KnownProperties() {}

    /** Returns a name as it is written in properties: {@code clientId} is {@code client-id}. */
    static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Returns the names of the properties of a type. */
    static List<String> of(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(KnownProperties::kebab)
                .toList();
    }

    /** Returns what there is to say about a property that is not known. */
    static String unknown(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        Class<? extends Record> type = name.getNumberOfElements() == 2 ? DcrProperties.class : null;
        if (STORE.isParentOf(name)) {
            type = DcrStoreProperties.class;
        } else if (name.getNumberOfElements() == 4 && UPSTREAMS.isAncestorOf(name)) {
            type = DcrUpstreamProperties.class;
        }
        if (type == null) {
            return "is not known";
        }
        String last = name.getLastElement(Form.DASHED);
        if (of(type).contains(last)) {
            return "stands below " + name.getParent() + ", which has a value of its own as well: give that the name "
                    + name.getParent() + "." + of(type).get(0) + ", or leave one of them out";
        }
        return of(type).stream()
                .filter(known -> distance(known, last) <= Math.max(2, last.length() / 3))
                .min((a, b) -> Integer.compare(distance(a, last), distance(b, last)))
                .map(nearest -> "is not known; " + nearest + " is the nearest that is")
                .orElse("is not known");
    }

    /** Returns how many letters make one text the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
