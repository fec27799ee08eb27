package io.github.dcr4j.upstream;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code dcr} of an upstream. */
final class DcrJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<Map<String, @Nullable Object>> MEMBERS = new TypeReference<>() {};

    private DcrJson() {}

    /** Tells {@code config} what {@code node} says. */
    static void read(ConfigNode node, DcrConfigBuilder config) {
        node.text("discoveryUrl", config::discoveryUrl);
        node.text("expectedIssuer", config::expectedIssuer);
        node.text("upstreamIssuer", config::upstreamIssuer);
        node.text("registrationEndpoint", config::registrationEndpoint);
        ConfigNode token = node.object("initialAccessToken");
        if (token != null) {
            SecretJson.read(token, config::initialAccessToken);
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
            members(metadata).forEach((name, value) -> {
                if (value != null) {
                    metadata.attempt(name, () -> config.metadata(name, value));
                }
            });
        }
        ConfigNode localized = node.object("localized");
        if (localized != null) {
            localized.names().forEach(name -> localized.text(name, text -> localized(config, name, text)));
        }
        abilities(node, config);
        node.refuseUnknown();
    }

    /** The member and its language are written as on the wire (RFC 7591, section 2.2). */
    private static void localized(DcrConfigBuilder config, String name, String text) {
        int hash = name.indexOf('#');
        if (hash < 0) {
            throw new IllegalArgumentException("a member and a language are expected, such as client_name#de");
        }
        config.localized(name.substring(0, hash), name.substring(hash + 1), text);
    }

    private static void abilities(ConfigNode node, DcrConfigBuilder config) {
        node.texts("grantTypes", config::grantTypes);
        node.texts("responseTypes", config::responseTypes);
        node.texts("authMethods", names -> config.authMethods(ConfigEnums.methods(names)));
        node.texts("serverAuthMethods", names -> config.serverAuthMethods(ConfigEnums.methods(names)));
        node.flag("serverSupportsPkceS256", config::serverSupportsPkceS256);
        node.flag("publicClient", config::publicClient);
        node.flag("requirePkceS256", config::requirePkceS256);
        node.text("applicationType", config::applicationType);
        node.text("scopePolicy", name -> config.scopePolicy(ConfigEnums.policy(name)));
        node.flag("dropRefusedScopes", config::dropRefusedScopes);
        node.text("variant", config::variant);
        node.flag("loopbackPortMatters", config::loopbackPortMatters);
        node.flagOrTexts("allowPrivateAddresses", config::allowPrivateAddresses, config::allowPrivateAddresses);
        node.texts("trustAuthorities", names -> Arrays.stream(names).forEach(config::trustAuthority));
        node.flag("registerPathFallback", (Boolean on) -> config.registerPathFallback(on));
        node.flag("issuerMayBeMissing", config::issuerMayBeMissing);
        node.flag("strict", config::strict);
        node.text("renewal", name -> config.renewal(ConfigEnums.renewal(name)));
        node.flag("deleteSupersededClients", config::deleteSupersededClients);
    }

    private static Map<String, @Nullable Object> members(ConfigNode node) {
        return MAPPER.convertValue(node.json(), MEMBERS);
    }
}
