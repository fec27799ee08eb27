package io.github.dcr4j.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.TokenEndpointAuthMethod;
import io.github.dcr4j.auth.ClientAuthentication;
import io.github.dcr4j.auth.ClientAuthenticationBuilder;
import io.github.dcr4j.json.JsonTree;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.OptionNames;
import io.github.dcr4j.upstream.UpstreamConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON form of a configuration, {@code src/docs/configuration.md}, and notes everything that is wrong with it
 * before it gives up. Thread-safe.
 *
 * @see Upstreams an example
 */
public final class UpstreamsJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final List<Problem> problems = new ArrayList<>();
    private final Function<String, OptionNames> optionNames;

    private UpstreamsJson(Function<String, OptionNames> optionNames) {
        this.optionNames = optionNames;
    }

    /**
     * Reads a configuration.
     *
     * @throws UpstreamConfigException telling everything that is wrong with it, and where
     */
    public static UpstreamsConfig parse(String json) {
        return new UpstreamsJson(UpstreamsJson::asMembers).config(parsed(json));
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

    /**
     * Reads a configuration from the members of the JSON form, which a program has from elsewhere: from YAML, say, or
     * from the properties of a framework. Values are maps with names as keys, collections, strings, whole numbers and
     * booleans; {@code null} counts as not given, as in the file.
     *
     * @throws UpstreamConfigException telling everything that is wrong with it, and where
     */
    public static UpstreamsConfig of(Map<String, ? extends @Nullable Object> members) {
        return of(members, UpstreamsJson::asMembers);
    }

    /**
     * Reads a configuration as {@link #of(Map)} does, whose members users write by other names: messages about it, and
     * those of its upstreams later, advise options by these.
     *
     * @param optionNames gets the name of an upstream, and returns what its options are called: {@code
     *     allowPrivateAddresses} may be {@code my.idps.acme.allow-private}, for example; where it returns none or throws,
     *     they are called as their members
     * @throws UpstreamConfigException telling everything that is wrong with it, and where
     */
    public static UpstreamsConfig of(
            Map<String, ? extends @Nullable Object> members, Function<String, OptionNames> optionNames) {
        return new UpstreamsJson(optionNames).config(new ObjectMapper().<ObjectNode>valueToTree(members));
    }

    /** Returns what the options of an upstream are called; what is wrong with the configuration must not be lost for it. */
    private OptionNames namesOf(String upstream) {
        try {
            OptionNames names = optionNames.apply(upstream);
            return names == null ? asMembers(upstream) : names;
        } catch (RuntimeException e) {
            return asMembers(upstream);
        }
    }

    private static OptionNames asMembers(String upstream) {
        return Optional::of;
    }

    private UpstreamsConfig config(ObjectNode members) {
        ConfigNode top = new ConfigNode(members, "", problems);
        String[] consumer = {""};
        top.required("consumer");
        top.text("consumer", text -> {
            DcrRequest.builder(text);
            consumer[0] = text;
        });
        StoreConfig store = StoreJson.read(top);
        List<UpstreamConfig> upstreams = upstreams(top, consumer[0]);
        top.refuseUnknown();
        if (!problems.isEmpty()) {
            throw new UpstreamConfigException(problems);
        }
        return new UpstreamsConfig(consumer[0], store, upstreams);
    }

    private static ObjectNode parsed(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonNode root = JsonTree.only(parser);
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
        } catch (NumberFormatException e) {
            throw new UpstreamConfigException(List.of(new Problem("", "a number in it is too large")));
        } catch (IOException e) {
            throw new IllegalStateException("a text can be read", e);
        }
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
            builder.optionNames = namesOf(builder.name);
            readUpstream(node, builder);
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

    /** Sets on {@code builder} all that {@code node} has but the name. */
    private static void readUpstream(ConfigNode node, UpstreamConfigBuilder builder) {
        client(node, builder);
        ConfigNode dcr = node.object("dcr");
        if (dcr != null) {
            checkBeside(node, dcr);
            DcrJson.read(dcr, builder);
        }
        node.text("insecureResource", authority -> builder.insecureResource(InsecureHttp.to(authority)));
        node.text("resource", resource -> builder.resource(resource).ensureResourceIsOpen());
        keys(node, builder);
        node.text("insecureHttp", authority -> builder.insecureHttp(InsecureHttp.to(authority)));
        if (node.has("insecureHttp") && node.has("dcr")) {
            node.problem("insecureHttp", "goes with clientId; beside dcr it is a member of dcr");
        }
        node.texts("scopes", builder::scopes);
        node.text("redirectUri", builder::redirectUri);
        node.text(
                "authorizationEndpoint",
                address -> builder.authorizationEndpoint(address)
                        .ensureOpen(server -> server.authorizationEndpoint(address)));
        node.text(
                "tokenEndpoint",
                address -> builder.tokenEndpoint(address).ensureOpen(server -> server.tokenEndpoint(address)));
        node.text("issuer", issuer -> builder.issuer(issuer).ensureOpen(server -> server.issuer(issuer)));
        node.flag("serverSendsIss", builder::serverSendsIss);
        node.text("providerName", builder::providerName);
        node.refuseUnknown();
    }

    /** Checks what does not go into dcr where a resource or the issuer of a client by hand names the server. */
    private static void checkBeside(ConfigNode node, ConfigNode dcr) {
        boolean byHand = node.has("clientId") && node.has("issuer");
        if (!byHand && !node.has("resource")) {
            return;
        }
        String namedBy = node.has("resource") ? "resource" : "issuer";
        for (String member : DcrJson.SERVER) {
            if (dcr.has(member)) {
                dcr.problem(member, "goes without " + namedBy + ", which names the server");
            }
        }
        for (String member : dcr.names()) {
            if (byHand && dcr.has(member) && !DcrJson.SERVER.contains(member) && !DcrJson.BY_HAND.contains(member)) {
                dcr.problem(
                        member,
                        "is about a client that is registered, and clientId names one that was registered by"
                                + " hand: leave one of them out");
            } else if (DcrJson.AUTHORIZATION.contains(member) && dcr.has(member) && !node.has("issuer")) {
                dcr.problem(member, "needs issuer beside resource: any server that the resource names would get it");
            }
        }
    }

    private static void keys(ConfigNode node, UpstreamConfigBuilder builder) {
        List<SecretSource> sources = new ArrayList<>();
        for (ConfigNode key : node.objects("signingKeys")) {
            SecretJson.read(key, sources::add);
        }
        boolean[] tokenEndpoint = {false};
        node.flag("audienceIsTokenEndpoint", () -> tokenEndpoint[0] = true);
        if (node.has("audienceIsTokenEndpoint") && !node.has("signingKeys")) {
            node.problem("audienceIsTokenEndpoint", "is about assertions, and there are no signingKeys");
        }
        if (sources.isEmpty()) {
            if (node.isEmptyList("signingKeys")) {
                node.problem("signingKeys", "is empty: name a key, or leave it out");
            }
            return;
        }
        ClientAuthenticationBuilder authentication =
                ClientAuthentication.builder().keys(new SigningKeys(sources));
        builder.authentication(
                tokenEndpoint[0] ? authentication.audienceIsTokenEndpoint().build() : authentication.build());
    }

    private static void client(ConfigNode node, UpstreamConfigBuilder builder) {
        SecretSource[] secret = {null};
        TokenEndpointAuthMethod[] method = {null};
        ConfigNode source = node.object("clientSecret");
        if (source != null) {
            SecretJson.read(source, found -> secret[0] = found);
        }
        if (node.isNull("clientSecret")) {
            node.problem(
                    "clientSecret",
                    "is null: leave it out for a public client, or say where the secret is, by value, file or environment");
        }
        node.text("authMethod", name -> method[0] = ConfigEnums.method(name));
        node.text("clientId", id -> builder.client(new PreRegisteredClient(id, secret[0], method[0])));
        if (!node.has("clientId") && (node.has("clientSecret") || node.has("authMethod"))) {
            node.problem("clientId", "is missing, and clientSecret or authMethod is given");
        }
    }

    /** Checks what depends on who the service is, once that is known. */
    private static UpstreamConfig checked(UpstreamConfig upstream, String consumer) {
        if (!consumer.isEmpty()) {
            upstream.checkFor(consumer);
        }
        return upstream;
    }
}
