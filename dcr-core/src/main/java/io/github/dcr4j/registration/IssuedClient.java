package io.github.dcr4j.registration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dcr4j.DcrManagement;
import io.github.dcr4j.Secret;
import io.github.dcr4j.http.CallAuthorization;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to use a client that a server has created, and to give it back; read first, whatever else is wrong with
 * the answer. Immutable.
 *
 * @param clientId {@code client_id}, if there is a usable one
 * @param clientSecret {@code client_secret}, if there is a usable one
 * @param management the management data, if they are complete and of the registration endpoint's own origin
 * @param secretSent whether the answer itself has the secret: it was neither left out nor taken from what is known
 * @param standIn whether the answer has something in the place of the secret that is none, see {@link SecretStandIn}
 * @param problem why the client cannot be used, {@code null} if it can
 */
record IssuedClient(
        @Nullable String clientId,
        @Nullable Secret clientSecret,
        @Nullable DcrManagement management,
        boolean secretSent,
        boolean standIn,
        @Nullable String problem) {
    private static final String ID_UNKNOWN = "(unknown)";
    // servers without a database put all of the client's metadata into it
    private static final int LONGEST_ID = 8 * 1024;
    private static final int LONGEST_SECRET = 4096;

    /** Reads the client from an answer of {@code endpoint}. */
    static IssuedClient of(Members members, EndpointUrl endpoint) {
        IssuedClient read = identified(members);
        return new IssuedClient(
                read.clientId,
                read.clientSecret,
                management(members, read.clientId, endpoint),
                read.secretSent,
                isStandIn(members, read.clientSecret, null),
                read.problem);
    }

    /**
     * Reads a client that is known from an answer of its management address. What the answer leaves out, or what of it
     * cannot be used, stays as it was: RFC 7592, section 3, has it complete, servers have not. That includes a secret
     * of which the server shows no more than its hash.
     */
    static IssuedClient of(Members members, EndpointUrl endpoint, ManagedClient known) {
        IssuedClient read = identified(members);
        DcrManagement old = known.management();
        if (read.clientId != null && !read.clientId.equals(old.clientId())) {
            return new IssuedClient(null, null, old, false, false, "its client_id is another client's");
        }
        boolean standIn = isStandIn(members, read.clientSecret, known.clientSecret());
        boolean secretSent = read.secretSent && !standIn;
        return new IssuedClient(
                read.clientId,
                secretSent ? read.clientSecret : known.clientSecret(),
                newest(members, endpoint, old),
                secretSent,
                standIn,
                read.problem);
    }

    private static boolean isStandIn(Members members, @Nullable Secret sent, @Nullable Secret known) {
        String shape = sent == null || sent.equals(known) ? null : SecretStandIn.shape(sent.reveal());
        if (shape != null) {
            members.deviates(DeviationCode.STORED_SECRET, "client_secret", shape);
        }
        return shape != null;
    }

    private static IssuedClient identified(Members members) {
        String id = members.text("client_id");
        String secret = members.text("client_secret");
        boolean idUsable = id != null && usable(id, LONGEST_ID);
        boolean secretUsable = secret == null || usable(secret, LONGEST_SECRET);
        String problem = null;
        if (id == null) {
            problem = "it has no client_id, which RFC 7591, section 3.2.1, requires";
        } else if (!idUsable) {
            problem = "its client_id is longer than " + LONGEST_ID + " characters or not printable ASCII";
        } else if (!secretUsable) {
            problem = "its client_secret is longer than " + LONGEST_SECRET + " characters or not printable ASCII";
        }
        Secret sent = secret == null || !secretUsable ? null : Secret.of(secret);
        return new IssuedClient(idUsable ? id : null, sent, null, sent != null, false, problem);
    }

    /** Reads what there is of the client in an answer that cannot be read as a whole. */
    static IssuedClient salvaged(byte[] body, EndpointUrl endpoint) {
        return of(salvagedMembers(body), endpoint);
    }

    /** Reads what there is of a known client in an answer that cannot be read as a whole. */
    static IssuedClient salvaged(byte[] body, EndpointUrl endpoint, ManagedClient known) {
        return of(salvagedMembers(body), endpoint, known);
    }

    private static Members salvagedMembers(byte[] body) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Json.salvaged(body).forEach(object::put);
        return new Members(object);
    }

    /** Whether it has what both values are made of (RFC 6749, appendixes A.1 and A.2), and is not too long. */
    private static boolean usable(String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable DcrManagement management(Members members, @Nullable String id, EndpointUrl endpoint) {
        String uri = members.text("registration_client_uri");
        String token = members.text("registration_access_token");
        if (uri == null || token == null) {
            if (uri != null || token != null) {
                String missing = uri == null ? "registration_client_uri" : "registration_access_token";
                members.deviates(DeviationCode.MANAGEMENT_INCOMPLETE, missing, "missing");
            }
            return null;
        }
        EndpointUrl address = address(members, uri, endpoint);
        Secret bearer = bearer(members, token);
        String client = id == null ? ID_UNKNOWN : id;
        return address == null || bearer == null ? null : new DcrManagement(client, address.uri(), bearer);
    }

    /** Each of the two on its own: a token that was replaced is worthless, whatever is wrong with the address. */
    private static DcrManagement newest(Members members, EndpointUrl endpoint, DcrManagement old) {
        String uri = present(members, "registration_client_uri");
        String token = present(members, "registration_access_token");
        // a relative one would be relative to the registration endpoint, which is not known here
        boolean absolute = uri != null && isAbsolute(uri);
        if (uri != null && !absolute) {
            members.deviates(DeviationCode.RELATIVE_URL, "registration_client_uri", "relative URL");
        }
        EndpointUrl address = uri == null || !absolute ? null : address(members, uri, endpoint);
        Secret bearer = token == null ? null : bearer(members, token);
        return new DcrManagement(
                old.clientId(),
                address == null ? old.registrationClientUri() : address.uri(),
                bearer == null ? old.registrationAccessToken() : bearer);
    }

    private static @Nullable String present(Members members, String name) {
        String text = members.text(name);
        if (text == null) {
            members.deviates(DeviationCode.MISSING_MEMBER, name, "missing");
        }
        return text;
    }

    private static @Nullable Secret bearer(Members members, String token) {
        Secret bearer = Secret.of(token);
        if (CallAuthorization.sendable(bearer)) {
            return bearer;
        }
        members.deviates(DeviationCode.UNUSABLE_TOKEN, "registration_access_token", "no bearer token");
        return null;
    }

    /** Returns whether {@code uri} begins with a scheme (RFC 3986, section 3.1). */
    private static boolean isAbsolute(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean further = (c >= '0' && c <= '9') || c == '+' || c == '.' || c == '-';
            if (!letter && (i == 0 || !further)) {
                return i > 0 && c == ':';
            }
        }
        return false;
    }

    /**
     * Returns the management address, or {@code null} if it is not the registration endpoint's own origin: the token
     * must not be sent elsewhere (RFC 7592, section 5).
     */
    private static @Nullable EndpointUrl address(Members members, String uri, EndpointUrl endpoint) {
        String name = "registration_client_uri";
        EndpointUrl address;
        if (isAbsolute(uri)) {
            try {
                address = EndpointUrl.ofServer(name, uri, endpoint);
            } catch (IllegalArgumentException e) {
                address = null;
            }
        } else {
            members.deviates(DeviationCode.RELATIVE_URL, name, "relative URL");
            address = GuardedHttp.resolved(name, endpoint, uri);
        }
        if (address == null) {
            members.deviates(DeviationCode.UNUSABLE_URL, name, "no https URL");
            return null;
        }
        if (!address.sameOrigin(endpoint)) {
            members.deviates(DeviationCode.FOREIGN_URL, name, "another origin");
            return null;
        }
        return address;
    }
}
