package io.github.dcr4j.upstream;

import io.github.dcr4j.TokenEndpointAuthMethod;

/** Reads an element of {@code upstreams}. */
final class UpstreamJson {
    private UpstreamJson() {}

    /** Tells {@code builder} what {@code node} says of an upstream; its name has been read. */
    static void read(ConfigNode node, UpstreamConfigBuilder builder) {
        client(node, builder);
        ConfigNode dcr = node.object("dcr");
        if (dcr != null) {
            DcrConfigBuilder config = DcrConfig.builder();
            DcrJson.read(dcr, config);
            builder.dcr(config.build());
        }
        node.texts("scopes", builder::scopes);
        node.text("redirectUri", builder::redirectUri);
        node.text("authorizationEndpoint", builder::authorizationEndpoint);
        node.text("tokenEndpoint", builder::tokenEndpoint);
        node.text("issuer", builder::issuer);
        node.flag("serverSendsIss", builder::serverSendsIss);
        node.text("providerName", builder::providerName);
        node.refuseUnknown();
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
}
