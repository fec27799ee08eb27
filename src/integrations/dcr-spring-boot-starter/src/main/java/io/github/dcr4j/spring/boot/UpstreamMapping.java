package io.github.dcr4j.spring.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParserFactory;

/** Makes the JSON form of one upstream. Used once, by one thread. */
final class UpstreamMapping {
    /** Members of the upstream itself; all others say how a client is registered. */
    private static final Set<String> OWN = Set.of(
            "authorizationEndpoint",
            "tokenEndpoint",
            "resource",
            "insecureResource",
            "clientId",
            "clientSecret",
            "authMethod",
            "signingKeys",
            "audienceIsTokenEndpoint",
            "scopes",
            "redirectUri",
            "serverSendsIss",
            "providerName");

    private final String name;
    private final DcrUpstreamProperties upstream;
    private final List<ConfigurationProblem> problems;
    private final Map<String, String> origins;

    UpstreamMapping(
            String name,
            DcrUpstreamProperties upstream,
            List<ConfigurationProblem> problems,
            Map<String, String> origins) {
        this.name = name;
        this.upstream = upstream;
        this.problems = problems;
        this.origins = origins;
    }

    Map<String, @Nullable Object> members(@Nullable String consumer) {
        Map<String, @Nullable Object> given = RecordMembers.of(upstream);
        RecordMembers.seconds(given, "verifyEvery");
        readMaps(given);
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        own.put("name", name);
        given.putIfAbsent("redirectUri", redirectUri(consumer));
        OWN.forEach(member -> move(member, given, own));
        if (upstream.clientId() == null) {
            server(given, own);
            own.put("dcr", given);
        } else if (isDiscovered()) {
            move("issuer", given, own);
            if (!given.isEmpty()) {
                own.put("dcr", given);
            }
        } else {
            fixedClient(given, own);
        }
        return own;
    }

    /** Returns whether the server of a client that was registered by hand says where its endpoints are. */
    private boolean isDiscovered() {
        boolean endpoint = upstream.authorizationEndpoint() != null || upstream.tokenEndpoint() != null;
        return upstream.resource() != null || (upstream.issuer() != null && !endpoint);
    }

    private static void move(String member, Map<String, @Nullable Object> from, Map<String, @Nullable Object> to) {
        Object value = from.remove(member);
        if (value != null) {
            to.put(member, value);
        }
    }

    /** The issuer has three names in the JSON form. */
    private void server(Map<String, @Nullable Object> dcr, Map<String, @Nullable Object> own) {
        Object issuer = dcr.remove("issuer");
        if (upstream.registrationEndpoint() != null || upstream.resource() != null) {
            own.put("issuer", issuer);
        } else if (upstream.discoveryUrl() != null) {
            dcr.put("expectedIssuer", issuer);
        } else if (issuer == null) {
            problem(
                    "issuer",
                    "is missing: name the server by issuer, discovery-url or registration-endpoint, or the resource"
                            + " that tokens are for, or a client that was registered by hand by client-id");
        } else {
            dcr.put("upstreamIssuer", issuer);
        }
    }

    private void fixedClient(Map<String, @Nullable Object> given, Map<String, @Nullable Object> own) {
        move("issuer", given, own);
        if (given.remove("insecureHttp") != null && upstream.insecureHttp() != null) {
            own.put("insecureHttp", upstream.insecureHttp().to());
        }
        given.keySet()
                .forEach(member -> problem(
                        KnownProperties.kebab(member),
                        "is about a client that is registered, and client-id names one that was registered by hand:"
                                + " leave one of them out"));
    }

    private @Nullable String redirectUri(@Nullable String consumer) {
        boolean login = upstream.grantTypes() == null || upstream.grantTypes().contains("authorization_code");
        if (!login || consumer == null || !consumer.matches("(?i)https?://[^?#]+")) {
            return null;
        }
        return (consumer.endsWith("/") ? consumer : consumer + "/") + "login/oauth2/code/" + name;
    }

    private void readMaps(Map<String, @Nullable Object> given) {
        if (upstream.jwks() != null) {
            try {
                given.put("jwks", JsonParserFactory.getJsonParser().parseMap(upstream.jwks()));
            } catch (JsonParseException e) {
                given.remove("jwks");
                problem("jwks", "the text of a JSON object is expected, {\"keys\": [...]}");
            }
        }
        if (upstream.metadata() != null) {
            given.put("metadata", listed(upstream.metadata()));
        }
        List<String> hosts = upstream.allowPrivateAddresses();
        if (hosts != null && hosts.size() == 1 && hosts.get(0).matches("(?i)true|false")) {
            given.put("allowPrivateAddresses", Boolean.valueOf(hosts.get(0)));
        }
    }

    /** A list is bound as a map from its indexes. */
    private static Object listed(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((key, member) -> members.put(String.valueOf(key), listed(member)));
        if (members.isEmpty() || !members.keySet().stream().allMatch(key -> key.matches("\\d{1,6}"))) {
            return members;
        }
        Map<Integer, Object> sorted = new TreeMap<>();
        members.forEach((key, member) -> sorted.put(Integer.valueOf(key), member));
        return List.copyOf(sorted.values());
    }

    private void problem(String property, String message) {
        String full = "dcr.upstreams" + PropertyPaths.element(name) + "." + property;
        problems.add(new ConfigurationProblem(full, message, origins.get(full)));
    }
}
