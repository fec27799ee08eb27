package io.github.dcr4j.conformance.suites;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the suite looks for in the metadata of a client that registers (OpenID Connect Dynamic Client Registration,
 * section 2).
 */
final class RelyingPartyMetadata {
    private static final List<String> PAGES = List.of("client_uri", "logo_uri", "policy_uri", "tos_uri");
    private static final List<String> ENCRYPTED = List.of("id_token", "userinfo", "request_object");

    private final Map<String, @Nullable Object> members;
    private final List<String> faults = new ArrayList<>();

    private RelyingPartyMetadata(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /** Returns what is wrong with {@code members}, in words; nothing if all is well. */
    static List<String> faultsOf(Map<String, @Nullable Object> members) {
        RelyingPartyMetadata metadata = new RelyingPartyMetadata(members);
        metadata.grantsFitTheirResponses();
        metadata.redirectUrisFitTheApplication();
        metadata.pagesAreAddresses();
        metadata.sessionsAreAsked();
        metadata.contactsAreMailAddresses();
        return metadata.faults;
    }

    private void grantsFitTheirResponses() {
        boolean code = listed("grant_types").contains("authorization_code");
        check(code == listed("response_types").contains("code"), "code and authorization_code do not go together");
        boolean implicit = listed("response_types").stream().anyMatch(type -> type.contains("token"));
        check(implicit == listed("grant_types").contains("implicit"), "token and implicit do not go together");
    }

    private void redirectUrisFitTheApplication() {
        List<String> uris = listed("redirect_uris");
        check(!uris.isEmpty(), "no redirect_uris");
        boolean isNative = "native".equals(members.get("application_type"));
        for (String text : uris) {
            URI uri = URI.create(text);
            check(uri.isAbsolute() && uri.getRawFragment() == null, text + " is relative or has a fragment");
            boolean loopback = List.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
            check(
                    !"http".equals(uri.getScheme()) || (isNative && loopback),
                    text + " is http and not a native client's");
            check(isNative || "https".equals(uri.getScheme()), text + " is a web client's and not https");
        }
    }

    private void pagesAreAddresses() {
        for (String name : PAGES) {
            check(!members.containsKey(name) || https(name), name + " is no https address");
        }
        check(!members.containsKey("initiate_login_uri") || https("initiate_login_uri"), "initiate_login_uri");
        check(!members.containsKey("jwks") || !members.containsKey("jwks_uri"), "jwks beside jwks_uri");
    }

    private void sessionsAreAsked() {
        Object subject = members.getOrDefault("subject_type", "public");
        check(List.of("public", "pairwise").contains(subject), "subject_type");
        check(members.getOrDefault("default_max_age", 0) instanceof Number, "default_max_age is no number");
        check(members.getOrDefault("require_auth_time", true) instanceof Boolean, "require_auth_time is no boolean");
        check(members.getOrDefault("default_acr_values", List.of()) instanceof List, "default_acr_values is no array");
        for (String what : ENCRYPTED) {
            boolean alone = members.containsKey(what + "_encrypted_response_enc")
                    && !members.containsKey(what + "_encrypted_response_alg");
            check(!alone, what + "_encrypted_response_enc without alg");
        }
    }

    private void contactsAreMailAddresses() {
        check(listed("contacts").stream().allMatch(contact -> contact.matches("[^@\\s]+@[^@\\s]+")), "contacts");
    }

    private boolean https(String name) {
        return members.get(name) instanceof String text && text.startsWith("https://");
    }

    private List<String> listed(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private void check(boolean fine, String fault) {
        if (!fine) {
            faults.add(fault);
        }
    }
}
