package io.github.dcr4j.upstream;

import io.github.dcr4j.auth.RegistrationAuthorization;
import java.util.function.Consumer;

/** Reads what authorizes a registration. */
final class AuthorizationJson {
    private AuthorizationJson() {}

    /** Gives {@code setter} what {@code node} says. */
    static void read(ConfigNode node, Consumer<RegistrationAuthorization> setter) {
        String[] scheme = {null};
        String[] user = {null};
        SecretSource[] credentials = {null};
        node.required("scheme");
        node.text("scheme", name -> scheme[0] = name);
        node.text("user", name -> user[0] = name);
        node.required("credentials");
        ConfigNode source = node.object("credentials");
        if (source != null) {
            SecretJson.read(source, found -> credentials[0] = found);
        }
        node.refuseUnknown();
        if (scheme[0] == null || credentials[0] == null) {
            return;
        }
        boolean basic = scheme[0].equalsIgnoreCase("Basic");
        if (node.has("user") && !basic) {
            node.problem("scheme", "must be Basic where there is a user");
        } else if (user[0] == null) {
            node.attempt(
                    "scheme", () -> setter.accept(RegistrationAuthorization.scheme(scheme[0], credentials[0]::read)));
        } else {
            node.attempt("user", () -> setter.accept(RegistrationAuthorization.basic(user[0], credentials[0]::read)));
        }
    }
}
