package io.github.dcr4j.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.Secret;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.ScopePolicy;
import io.github.dcr4j.upstream.UpstreamConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of a configuration, {@code src/docs/configuration.md}, and notes everything that is wrong with it before
 * it gives up. Thread-safe.
 */
public final class UpstreamsJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final List<Problem> problems = new ArrayList<>();

    private UpstreamsJson() {}

    /**
     * Reads a configuration.
     *
     * @throws UpstreamConfigException telling everything that is wrong with it, and where
     */
    public static UpstreamsConfig parse(String json) {
        return new UpstreamsJson().config(json);
    }

    /**
     * Reads a configuration from a file in UTF-8.
     *
     * @throws UpstreamConfigException telling everything that is wrong with it, and where
     * @throws IOException if the file cannot be read
     */
    public static UpstreamsConfig read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private UpstreamsConfig config(String json) {
        ConfigNode top = new ConfigNode(parsed(json), "", problems);
        String[] consumer = {""};
        top.required("consumer");
        top.text("consumer", text -> {
            DcrRequest.builder(text);
            consumer[0] = text;
        });
        StoreConfig store = top.has("store") ? store(top) : null;
        List<UpstreamConfig> upstreams = upstreams(top, consumer[0]);
        top.refuseUnknown();
        if (!problems.isEmpty()) {
            throw new UpstreamConfigException(problems);
        }
        return new UpstreamsConfig(consumer[0], store, upstreams);
    }

    private static ObjectNode parsed(String json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new UpstreamConfigException(List.of(new Problem("", "a JSON object is expected")));
        } catch (JsonProcessingException e) {
            // its message quotes the text
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new UpstreamConfigException(
                    List.of(new Problem("", "it is no well-formed JSON, or has a member twice" + where)));
        }
    }

    private @Nullable StoreConfig store(ConfigNode top) {
        StoreConfig[] store = {null};
        if (top.json().get("store").isTextual()) {
            top.text("store", uri -> store[0] = StoreConfig.of(uri));
            return store[0];
        }
        ConfigNode object = top.object("store");
        if (object == null) {
            return null;
        }
        String[] uri = {""};
        boolean[] inClear = {false};
        object.required("uri");
        object.text("uri", text -> {
            StoreConfig.of(text);
            uri[0] = text;
        });
        List<SecretSource> keys = new ArrayList<>();
        object.objects("encryptionKeys").forEach(key -> source(key, keys::add));
        object.flag("inClear", () -> inClear[0] = true);
        object.refuseUnknown();
        if (!uri[0].isEmpty()) {
            object.attempt(() -> store[0] = new StoreConfig(StoreConfig.parsed(uri[0]), keys, inClear[0]));
        }
        return store[0];
    }

    private List<UpstreamConfig> upstreams(ConfigNode top, String consumer) {
        List<UpstreamConfig> upstreams = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ConfigNode node : top.objects("upstreams")) {
            UpstreamConfig[] read = {null};
            node.required("name");
            node.text("name", name -> {
                UpstreamConfig.builder(name);
                if (!names.add(name)) {
                    throw new IllegalArgumentException("another upstream has this name");
                }
            });
            int before = problems.size();
            UpstreamConfigBuilder builder = UpstreamConfig.builder(nameOf(node));
            upstream(node, builder);
            if (problems.size() == before) {
                node.attempt(() -> read[0] = checked(builder.build(), consumer));
            }
            if (read[0] != null) {
                upstreams.add(read[0]);
            }
        }
        return upstreams;
    }

    private static String nameOf(ConfigNode node) {
        JsonNode name = node.json().get("name");
        try {
            UpstreamConfig.builder(name == null ? "" : name.asText());
            return name == null ? "unnamed" : name.asText();
        } catch (IllegalArgumentException e) {
            return "unnamed";
        }
    }

    /** Checks what depends on who the service is, once that is known. */
    private static UpstreamConfig checked(UpstreamConfig upstream, String consumer) {
        if (!consumer.isEmpty()) {
            upstream.checkFor(consumer);
        }
        return upstream;
    }

    private void upstream(ConfigNode node, UpstreamConfigBuilder builder) {
        client(node, builder);
        ConfigNode dcr = node.object("dcr");
        if (dcr != null) {
            DcrConfigBuilder config = DcrConfig.builder();
            dcr(dcr, config);
            builder.dcr(config.build());
        }
        node.texts("scopes", builder::scopes);
        node.text("redirectUri", builder::redirectUri);
        node.text("authorizationEndpoint", builder::authorizationEndpoint);
        node.text("tokenEndpoint", builder::tokenEndpoint);
        node.text("providerName", builder::providerName);
        node.refuseUnknown();
    }

    private void client(ConfigNode node, UpstreamConfigBuilder builder) {
        SecretSource[] secret = {null};
        TokenEndpointAuthMethod[] method = {null};
        ConfigNode source = node.object("clientSecret");
        if (source != null) {
            source(source, found -> secret[0] = found);
        }
        node.text("authMethod", name -> method[0] = method(name));
        node.text("clientId", id -> builder.client(new FixedClient(id, secret[0], method[0])));
        if (!node.has("clientId") && (node.has("clientSecret") || node.has("authMethod"))) {
            node.problem("clientId", "is missing, and clientSecret or authMethod is given");
        }
    }

    private void dcr(ConfigNode node, DcrConfigBuilder config) {
        node.text("discoveryUrl", config::discoveryUrl);
        node.text("expectedIssuer", config::expectedIssuer);
        node.text("upstreamIssuer", config::upstreamIssuer);
        node.text("registrationEndpoint", config::registrationEndpoint);
        ConfigNode token = node.object("initialAccessToken");
        if (token != null) {
            source(token, config::initialAccessToken);
        }
        node.text("softwareId", config::softwareId);
        node.text("softwareVersion", config::softwareVersion);
        node.text("softwareStatement", config::softwareStatement);
        node.text("clientName", config::clientName);
        node.text("clientUri", config::clientUri);
        node.text("logoUri", config::logoUri);
        node.text("policyUri", config::policyUri);
        node.text("tosUri", config::tosUri);
        node.texts("contacts", config::contacts);
        node.text("jwksUri", config::jwksUri);
        ConfigNode jwks = node.object("jwks");
        if (jwks != null) {
            jwks.attempt(() -> config.jwks(members(jwks)));
        }
        ConfigNode metadata = node.object("metadata");
        if (metadata != null) {
            members(metadata).forEach((name, value) -> metadata.attempt(name, () -> config.metadata(name, value)));
        }
        abilities(node, config);
        node.refuseUnknown();
    }

    private static void abilities(ConfigNode node, DcrConfigBuilder config) {
        node.texts("grantTypes", config::grantTypes);
        node.texts("authMethods", names -> config.authMethods(methods(names)));
        node.texts("serverAuthMethods", names -> config.serverAuthMethods(methods(names)));
        node.flag("serverSupportsPkceS256", config::serverSupportsPkceS256);
        node.flag("publicClient", config::publicClient);
        node.flag("requirePkceS256", config::requirePkceS256);
        node.text("applicationType", config::applicationType);
        node.text("scopePolicy", name -> config.scopePolicy(policy(name)));
        node.text("variant", config::variant);
        node.flagOrTexts("allowPrivateAddresses", config::allowPrivateAddresses, config::allowPrivateAddresses);
        node.texts("trustAuthorities", names -> Arrays.stream(names).forEach(config::trustAuthority));
        node.flag("registerPathFallback", (Boolean on) -> config.registerPathFallback(on));
        node.flag("issuerMayBeMissing", config::issuerMayBeMissing);
        node.flag("strict", config::strict);
    }

    private static Map<String, Object> members(ConfigNode node) {
        return MAPPER.convertValue(node.json(), MEMBERS);
    }

    private static void source(ConfigNode node, Consumer<SecretSource> setter) {
        List<SecretSource> found = new ArrayList<>();
        node.text("value", text -> found.add(SecretSource.value(Secret.of(text))));
        node.text("file", text -> found.add(SecretSource.file(path(text))));
        node.text("environment", text -> found.add(SecretSource.environment(text)));
        node.refuseUnknown();
        long given = List.of("value", "file", "environment").stream()
                .filter(node::has)
                .count();
        if (given != 1) {
            node.problem("", "exactly one of value, file and environment is expected; " + given + " are given");
        } else if (!found.isEmpty()) {
            node.attempt(() -> setter.accept(found.get(0)));
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is no path of a file");
        }
    }

    private static TokenEndpointAuthMethod[] methods(String... names) {
        return Arrays.stream(names).map(UpstreamsJson::method).toArray(TokenEndpointAuthMethod[]::new);
    }

    private static TokenEndpointAuthMethod method(String name) {
        TokenEndpointAuthMethod method = TokenEndpointAuthMethod.ofWireName(name);
        if (method == null) {
            throw new IllegalArgumentException("is none of "
                    + Arrays.stream(TokenEndpointAuthMethod.values())
                            .map(TokenEndpointAuthMethod::wireName)
                            .toList());
        }
        return method;
    }

    private static ScopePolicy policy(String name) {
        return Arrays.stream(ScopePolicy.values())
                .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of as_given, server_list, none_sent"));
    }
}
