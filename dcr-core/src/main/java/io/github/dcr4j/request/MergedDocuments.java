package io.github.dcr4j.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.json.Deviation;
import io.github.dcr4j.json.DeviationCode;
import io.github.dcr4j.json.JsonValues;
import io.github.dcr4j.json.Members;
import io.github.dcr4j.metadata.AuthorizationServerMetadata;
import io.github.dcr4j.metadata.Discovery;
import io.github.dcr4j.metadata.Finding;
import io.github.dcr4j.server.ServerMetadata;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges the metadata documents of a server. The document that a registration uses wins; the others, if they name the
 * same issuer, say what it leaves out. An endpoint that must not be dialled is left out. Used once, by one thread.
 */
public final class MergedDocuments {
    private static final String ALIASES = "mtls_endpoint_aliases";
    /** Pages for people, at which nothing is sent. */
    private static final Set<String> PAGES = Set.of("service_documentation", "op_policy_uri", "op_tos_uri");

    private static final List<String> ADDRESSES = List.of("_endpoint", "_uri", "_url", "_iframe");

    private final Upstream upstream;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final List<URI> documents = new ArrayList<>();
    private final Set<Deviation> deviations = new LinkedHashSet<>();
    private boolean whole = true;

    private MergedDocuments(Upstream upstream) {
        this.upstream = upstream;
    }

    /**
     * Merges what was found. Where the one document of the server names an authorization, token or registration
     * endpoint that cannot be used, which makes it useless for a registration, that endpoint is left out.
     *
     * @param found what a search found
     * @param further reads what is at the addresses that it did not need
     * @throws DcrException as {@link Discovery#failure} says, if there is no document of the expected issuer, or the
     *     request is strict and the document has such an endpoint
     */
    public static MergedDocuments of(Upstream upstream, Discovery found, Supplier<List<Finding>> further) {
        AuthorizationServerMetadata used = found.used();
        Finding partly = upstream.strict() ? null : partly(found);
        if (used == null && partly == null) {
            throw found.failure();
        }
        MergedDocuments merged = new MergedDocuments(upstream);
        merged.deviations.addAll(found.deviations());
        if (used != null) {
            merged.addAll(used, found, further.get());
        } else if (partly != null) {
            merged.whole = false;
            merged.add(partly.address(), partly);
            merged.members.putIfAbsent("issuer", found.expectedIssuer());
        }
        merged.putOwn();
        return merged;
    }

    /** Returns the document that ended a search and can be used in part; {@code null} if there is none. */
    private static @Nullable Finding partly(Discovery found) {
        Finding last = found.findings().isEmpty()
                ? null
                : found.findings().get(found.findings().size() - 1);
        return last != null && last.members() != null && last.ofExpectedIssuer() ? last : null;
    }

    private void addAll(AuthorizationServerMetadata used, Discovery found, List<Finding> further) {
        for (Finding finding : found.findings()) {
            if (finding.metadata() == used) {
                add(used.source(), finding);
            }
        }
        found.findings().forEach(finding -> addOther(used, finding));
        further.forEach(finding -> addOther(used, finding));
        members.put("issuer", used.issuer());
        whole = further.stream().noneMatch(Finding::retryable);
    }

    private void addOther(AuthorizationServerMetadata used, Finding finding) {
        AuthorizationServerMetadata other = finding.metadata();
        if (other == used || finding.members() == null) {
            return;
        }
        if (other != null && other.issuer().equals(used.issuer())) {
            add(other.source(), finding);
        } else {
            deviations.add(new Deviation(
                    DeviationCode.DOCUMENT_LEFT_OUT, finding.address().uri().getRawPath(), "object"));
        }
    }

    /** Returns what the caller says of a server of which nothing is discovered. */
    public static MergedDocuments given(Upstream upstream) {
        MergedDocuments given = new MergedDocuments(upstream);
        String issuer = upstream.declaredIssuer();
        if (issuer != null) {
            given.members.put("issuer", issuer);
        }
        given.members.put("registration_endpoint", upstream.url().text());
        given.putOwn();
        return given;
    }

    private void putOwn() {
        putOwn("authorization_endpoint", upstream.authorizationEndpoint());
        putOwn("token_endpoint", upstream.tokenEndpoint());
    }

    private void putOwn(String name, @Nullable EndpointUrl own) {
        if (own != null) {
            members.put(name, own.text());
        }
    }

    private void add(EndpointUrl source, Finding finding) {
        Members said = Objects.requireNonNull(finding.members(), "members");
        documents.add(source.uri());
        for (String name : said.names()) {
            if (!members.containsKey(name)) {
                Object value = value(name, said, source);
                if (value != null) {
                    members.put(name, value);
                }
            }
        }
        deviations.addAll(said.deviations());
    }

    private @Nullable Object value(String name, Members said, EndpointUrl source) {
        if (name.equals(ALIASES)) {
            return aliases(said, source);
        }
        boolean page = PAGES.contains(name);
        if (page || ADDRESSES.stream().anyMatch(name::endsWith)) {
            String address = said.text(name);
            return address == null || !isUsable(name, address, page, said, source) ? null : address;
        }
        if (name.endsWith("_supported") && said.isListOfTexts(name)) {
            return name.equals("scopes_supported") ? said.scopeList(name) : said.texts(name);
        }
        JsonNode value = said.value(name);
        return value == null ? null : JsonValues.of(value);
    }

    private @Nullable Object aliases(Members said, EndpointUrl source) {
        JsonNode value = said.value(ALIASES);
        if (value == null || !value.isObject()) {
            return null;
        }
        Map<String, Object> aliases = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> alias : value.properties()) {
            String address = alias.getValue().asText("");
            if (isUsable(ALIASES + "." + alias.getKey(), address, false, said, source)) {
                aliases.put(alias.getKey(), address);
            }
        }
        return aliases.isEmpty() ? null : Collections.unmodifiableMap(aliases);
    }

    private boolean isUsable(String name, String address, boolean page, Members said, EndpointUrl source) {
        if (page) {
            boolean harmless = address.startsWith("https://") || address.startsWith("http://");
            if (!harmless) {
                said.deviates(DeviationCode.ACTIVE_CONTENT_URL, name, "string");
            }
            return harmless;
        }
        EndpointUrl endpoint;
        try {
            endpoint = EndpointUrl.ofServer(name, address, source).reaching(upstream.egress());
        } catch (IllegalArgumentException e) {
            said.deviates(DeviationCode.UNUSABLE_URL, name, "string");
            return false;
        }
        boolean special = upstream.refusal(endpoint) != null;
        if (special) {
            said.deviates(DeviationCode.SPECIAL_ADDRESS, name, "string");
        }
        return !special;
    }

    /** Returns all that is said. */
    public ServerMetadata metadata() {
        return ServerMetadata.of(
                members,
                documents,
                deviations().stream().map(Deviation::toString).toList());
    }

    /** Returns whether every document could be read, and used as a whole. */
    public boolean whole() {
        return whole;
    }

    /** Returns how the documents depart from the standards, and what of them was left out. */
    public List<Deviation> deviations() {
        return List.copyOf(deviations);
    }
}
