package io.github.dcr4j.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dcr4j.ForeignText;
import io.github.dcr4j.auth.RegistrationAuthorization;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrRequestBuilder;
import io.github.dcr4j.resolver.MetadataOptions;
import io.github.dcr4j.resolver.ServerOptions;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.NetworkOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code dcr} of an upstream. Used once. */
final class DcrJson {
    /** Made when there is something to bind: in most files there is not. */
    private static final class Binding {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    /** Members that name the server. */
    static final Set<String> SERVER =
            Set.of("discoveryUrl", "expectedIssuer", "upstreamIssuer", "registrationEndpoint");

    /** Members that authorize a registration. */
    static final Set<String> AUTHORIZATION = Set.of("initialAccessToken", "registrationAuthorization");

    /** Members that go with a client that was registered by hand. */
    static final Set<String> BY_HAND = Set.of(
            "grantTypes",
            "authMethods",
            "serverAuthMethods",
            "serverSupportsPkceS256",
            "requirePkceS256",
            "variant",
            "loopbackPortMatters",
            "allowPrivateAddresses",
            "insecureHttp",
            "trustAuthorities",
            "issuerMayBeMissing",
            "strict");

    private static final TypeReference<Map<String, @Nullable Object>> MEMBERS = new TypeReference<>() {};

    private final ConfigNode node;
    private final UpstreamConfigBuilder upstream;
    private final DcrRequestBuilder checking = DcrRequest.builder("checking");
    private final List<Consumer<DcrRequestBuilder>> settings = new ArrayList<>();
    private final Map<String, Object> printed = new LinkedHashMap<>();

    private DcrJson(ConfigNode node, UpstreamConfigBuilder upstream) {
        this.node = node;
        this.upstream = upstream;
        checking.optionNames(upstream.optionNames);
    }

    /** Sets on {@code upstream} what sets on a request all that {@code node} has, each value checked. */
    static void read(ConfigNode node, UpstreamConfigBuilder upstream) {
        DcrJson reading = new DcrJson(node, upstream);
        reading.server();
        reading.description();
        reading.abilities();
        node.refuseUnknown();
        List<Consumer<DcrRequestBuilder>> all = List.copyOf(reading.settings);
        upstream.dcr(request -> all.forEach(setting -> setting.accept(request)), "dcr" + reading.printed.entrySet());
    }

    private void set(String name, Object shown, Consumer<DcrRequestBuilder> setting) {
        setting.accept(checking);
        settings.add(setting);
        printed.put(name, shown);
    }

    private void text(String name, BiConsumer<DcrRequestBuilder, String> setter) {
        node.text(name, value -> set(name, ForeignText.of(value), request -> setter.accept(request, value)));
    }

    /** Whether http is open to an address is said when a request is built, before what this one lacks. */
    private void address(String name, BiConsumer<DcrRequestBuilder, String> setter) {
        node.text(name, value -> {
            set(name, ForeignText.of(value), request -> setter.accept(request, value));
            try {
                DcrRequest unused = checking.build();
            } catch (IllegalStateException e) {
                return;
            }
        });
    }

    private void metadata(String name, BiConsumer<MetadataOptions, String> setter) {
        text(name, (request, value) -> request.metadata(m -> setter.accept(m, value)));
    }

    private void texts(String name, BiConsumer<DcrRequestBuilder, String[]> setter) {
        node.texts(name, values -> set(name, shown(values), request -> setter.accept(request, values)));
    }

    private void flag(String name, Consumer<DcrRequestBuilder> setter) {
        node.flag(name, () -> set(name, true, setter));
    }

    private static List<ForeignText> shown(String... values) {
        return Arrays.stream(values).map(ForeignText::of).toList();
    }

    private void server() {
        node.textOrObject("insecureHttp", this::insecureHttp, this::insecureHttp);
        address("discoveryUrl", DcrRequestBuilder::discoveryUrl);
        address("expectedIssuer", (request, issuer) -> request.server(s -> s.expectedIssuer(issuer)));
        address("upstreamIssuer", DcrRequestBuilder::upstreamIssuer);
        address("registrationEndpoint", DcrRequestBuilder::registrationEndpoint);
        ConfigNode token = node.object("initialAccessToken");
        if (token != null) {
            SecretJson.read(
                    token,
                    source -> set("initialAccessToken", source, request -> request.initialAccessToken(source::read)));
        }
        ConfigNode authorization = node.object("registrationAuthorization");
        if (authorization != null) {
            authorization(authorization);
        }
        if (token != null && authorization != null) {
            node.problem("registrationAuthorization", "goes without initialAccessToken, which is its short form");
        }
    }

    private void description() {
        metadata("softwareId", MetadataOptions::softwareId);
        metadata("softwareVersion", MetadataOptions::softwareVersion);
        node.textOrObject(
                "softwareStatement",
                statement -> set(
                        "softwareStatement", "***", request -> request.metadata(m -> m.softwareStatement(statement))),
                source -> SecretJson.read(
                        source,
                        secret -> set(
                                "softwareStatement",
                                secret,
                                request -> request.metadata(m ->
                                        m.softwareStatement(() -> secret.read().reveal())))));
        text("clientName", DcrRequestBuilder::clientName);
        metadata("clientUri", MetadataOptions::clientUri);
        metadata("logoUri", MetadataOptions::logoUri);
        metadata("policyUri", MetadataOptions::policyUri);
        metadata("tosUri", MetadataOptions::tosUri);
        texts("contacts", (request, values) -> request.metadata(m -> m.contacts(values)));
        metadata("jwksUri", MetadataOptions::jwksUri);
        text("clientIdDocument", DcrRequestBuilder::clientIdDocument);
        ConfigNode jwks = node.object("jwks");
        if (jwks != null) {
            Map<String, @Nullable Object> keys = members(jwks);
            jwks.attempt(() -> set("jwks", "public keys", request -> request.metadata(m -> m.jwks(keys))));
        }
        ConfigNode metadata = node.object("metadata");
        if (metadata != null) {
            members(metadata).forEach((name, value) -> {
                if (value != null) {
                    metadata.attempt(
                            name,
                            () -> set(
                                    "metadata." + name,
                                    "set",
                                    request -> request.metadata(m -> m.member(name, value))));
                }
            });
        }
        ConfigNode localized = node.object("localized");
        if (localized != null) {
            localized.names().forEach(name -> localized.text(name, text -> localized(name, text)));
        }
    }

    /** The member and its language are written as on the wire (RFC 7591, section 2.2). */
    private void localized(String name, String text) {
        int hash = name.indexOf('#');
        if (hash < 0) {
            throw new IllegalArgumentException("a member and a language are expected, such as client_name#de");
        }
        set(
                "localized." + name,
                "set",
                request -> request.metadata(m -> m.localized(name.substring(0, hash), name.substring(hash + 1), text)));
    }

    private void abilities() {
        texts("grantTypes", DcrRequestBuilder::grantTypes);
        texts("responseTypes", (request, values) -> request.metadata(m -> m.responseTypes(values)));
        flag("leaveOutEmptyResponseTypes", request -> request.metadata(MetadataOptions::leaveOutEmptyResponseTypes));
        texts("authMethods", (request, names) -> request.authMethods(ConfigEnums.methods(names)));
        texts("serverAuthMethods", (request, names) -> request.server(s -> s.authMethods(ConfigEnums.methods(names))));
        flag("serverSupportsPkceS256", request -> request.server(ServerOptions::supportsPkceS256));
        flag("publicClient", DcrRequestBuilder::publicClient);
        flag("requirePkceS256", request -> request.server(ServerOptions::requirePkceS256));
        metadata("applicationType", MetadataOptions::applicationType);
        text("scopePolicy", (request, name) -> request.scopePolicy(ConfigEnums.policy(name)));
        flag("dropRefusedScopes", DcrRequestBuilder::dropRefusedScopes);
        text("variant", DcrRequestBuilder::variant);
        flag("loopbackPortMatters", DcrRequestBuilder::loopbackPortMatters);
        node.flagOrTexts(
                "allowPrivateAddresses",
                () -> set(
                        "allowPrivateAddresses",
                        true,
                        request -> request.network(NetworkOptions::allowPrivateAddresses)),
                hosts -> set(
                        "allowPrivateAddresses",
                        shown(hosts),
                        request -> request.network(n -> n.allowPrivateAddresses(hosts))));
        texts(
                "trustAuthorities",
                (request, names) -> request.network(n -> Arrays.stream(names).forEach(n::trustAuthority)));
        node.flag(
                "registerPathFallback",
                (Boolean on) ->
                        set("registerPathFallback", on, request -> request.server(s -> s.registerPathFallback(on))));
        flag("issuerMayBeMissing", request -> request.server(ServerOptions::issuerMayBeMissing));
        flag("strict", DcrRequestBuilder::strict);
        text("renewal", (request, name) -> request.renewal(ConfigEnums.renewal(name)));
        flag("deleteSupersededClients", DcrRequestBuilder::deleteSupersededClients);
        node.seconds(
                "verifyEverySeconds",
                period -> set("verifyEverySeconds", period, request -> request.verifyEvery(period)));
    }

    private void authorization(ConfigNode authorization) {
        String[] scheme = {null};
        String[] user = {null};
        SecretSource[] credentials = {null};
        authorization.required("scheme");
        authorization.text("scheme", name -> scheme[0] = name);
        authorization.text("user", name -> user[0] = name);
        authorization.required("credentials");
        ConfigNode source = authorization.object("credentials");
        if (source != null) {
            SecretJson.read(source, found -> credentials[0] = found);
        }
        authorization.refuseUnknown();
        if (scheme[0] == null || credentials[0] == null) {
            return;
        }
        boolean basic = scheme[0].equalsIgnoreCase("Basic");
        if (authorization.has("user") && !basic) {
            authorization.problem("scheme", "must be Basic where there is a user");
        } else if (user[0] == null) {
            authorization.attempt(
                    "scheme", () -> authorize(RegistrationAuthorization.scheme(scheme[0], credentials[0]::read)));
        } else {
            authorization.attempt(
                    "user", () -> authorize(RegistrationAuthorization.basic(user[0], credentials[0]::read)));
        }
    }

    private void authorize(RegistrationAuthorization made) {
        set("registrationAuthorization", made, request -> request.registrationAuthorization(made));
    }

    private void insecureHttp(String authority) {
        insecureHttp(InsecureHttp.to(authority));
    }

    private void insecureHttp(InsecureHttp open) {
        set("insecureHttp", open, request -> request.network(n -> n.insecureHttp(open)));
        upstream.insecureHttp(open);
    }

    private void insecureHttp(ConfigNode open) {
        boolean[] token = {false};
        open.required("to");
        open.flag("withInitialAccessToken", () -> token[0] = true);
        open.text("to", authority -> {
            InsecureHttp plain = InsecureHttp.to(authority);
            insecureHttp(token[0] ? plain.withInitialAccessToken() : plain);
        });
        open.refuseUnknown();
    }

    private static Map<String, @Nullable Object> members(ConfigNode node) {
        return Binding.MAPPER.convertValue(node.json(), MEMBERS);
    }
}
