package io.github.dcr4j.entry;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.json.Json;
import io.github.dcr4j.json.JsonProblem;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.json.ServerText;
import io.github.dcr4j.resource.ResourceMetadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found at one address that a resource's metadata may be at. Immutable.
 *
 * @param metadata the document, if it is usable
 * @param why why there is none; fit for a message
 * @param last whether no further address may be tried
 */
record ResourceDocument(@Nullable ResourceMetadata metadata, String why, boolean last) {
    static final int MOST_SERVERS = 20;
    private static final String SERVERS = "authorization_servers";

    static ResourceDocument absent(String why) {
        return new ResourceDocument(null, why, false);
    }

    static ResourceDocument unusable(String why) {
        return new ResourceDocument(null, why, true);
    }

    /** Judges a 200 (RFC 9728, sections 3.2 and 3.3). Signed metadata is not read: the plain members count. */
    static ResourceDocument read(HttpAnswer answer, ProtectedResource resource) {
        if (answer.html()) {
            return absent("answered with a page instead of JSON");
        }
        if (!answer.complete()) {
            return unusable("the body " + answer.bodyState().sentence());
        }
        Members members;
        try {
            members = new Members(Json.object(answer.text()));
        } catch (JsonProblem e) {
            String why = "the body " + e.getMessage();
            return answer.saysJson() ? unusable(why) : absent(why);
        }
        String named = members.text("resource");
        if (named == null) {
            return members.hasValue(SERVERS)
                    ? unusable("the document has no resource, which RFC 9728, section 2, requires")
                    : absent("answered with JSON that is no metadata of a resource");
        }
        if (!isAbout(resource, named, answer.url())) {
            return unusable("it is about " + ServerText.cleanAddress(named) + ", which is not "
                    + resource.url().printable() + " (RFC 9728, section 3.3)");
        }
        return withServers(named, members, answer.url(), resource.openServers());
    }

    private static boolean isAbout(ProtectedResource resource, String named, EndpointUrl source) {
        try {
            return resource.isCoveredBy(EndpointUrl.ofServer("resource", named, source));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static ResourceDocument withServers(String named, Members members, EndpointUrl source, OpenServers open) {
        List<String> servers = members.words(SERVERS);
        if (servers == null) {
            return unusable("it names no authorization_servers: name the server by its issuer instead");
        }
        if (servers.size() > MOST_SERVERS) {
            return unusable(
                    "it names " + servers.size() + " authorization_servers; at most " + MOST_SERVERS + " are read");
        }
        List<String> usable = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String server : servers) {
            String refusal = refusal(server, source, open);
            if (refusal == null) {
                usable.add(server);
            } else {
                refused.add(refusal);
            }
        }
        if (usable.isEmpty()) {
            return unusable(String.join(", ", refused.subList(0, Math.min(3, refused.size()))));
        }
        List<String> scopes = members.scopeList("scopes_supported");
        return new ResourceDocument(new ResourceMetadata(named, usable, scopes == null ? List.of() : scopes), "", true);
    }

    /** Returns why an authorization server cannot be used; {@code null} if it can. */
    private static @Nullable String refusal(String server, EndpointUrl source, OpenServers open) {
        EndpointUrl issuer;
        try {
            issuer = EndpointUrl.issuerUnlessClosed(SERVERS, server);
            if (issuer.insecure()) {
                // where http is open for the resource, it is not for its server
                open.ensureOpen(SERVERS, issuer, source);
            } else {
                issuer = EndpointUrl.ofServer(SERVERS, server, source);
            }
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        if (issuer.loopback() && !source.loopback()) {
            return "authorization_servers '" + issuer.printable() + "': it is on this machine, and the resource is not";
        }
        return null;
    }
}
