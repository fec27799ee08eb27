package io.github.dcr4j.resolver;

import io.github.dcr4j.registration.SoftwareStatement;
import io.github.dcr4j.request.ClientMetadata;
import io.github.dcr4j.request.ClientProfileBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What the registration says about the client, beyond what it can do (RFC 7591, section 2); set by
 * {@link DcrRequestBuilder#metadata}:
 *
 * <pre>{@code
 * DcrRequest.builder("https://gateway.example.com")
 *         .upstreamIssuer("https://idp.example.com")
 *         .clientName("Gateway")
 *         .metadata(m -> m.logoUri("https://gateway.example.com/logo.png")
 *                 .contacts("ops@example.com")
 *                 .localized("client_name", "de", "Zugang"))
 *         .build();
 * }</pre>
 *
 * <p>Members that users see (name, logo, pages, contacts) and the software's are no part of the key, except {@code
 * software_id}: a change of them registers no new client. The others are. Every value is checked when it is set: one
 * that cannot be used is an {@link IllegalArgumentException}. Not thread-safe.
 */
public final class MetadataOptions {
    private final ClientProfileBuilder profile;

    MetadataOptions(ClientProfileBuilder profile) {
        this.profile = profile;
    }

    /** Sets {@code client_uri}, a page about the client. */
    public MetadataOptions clientUri(String clientUri) {
        return set("client_uri", ClientMetadata.webPage("clientUri", clientUri));
    }

    /** Sets {@code logo_uri}. */
    public MetadataOptions logoUri(String logoUri) {
        return set("logo_uri", ClientMetadata.webPage("logoUri", logoUri));
    }

    /** Sets {@code policy_uri}, the privacy policy. */
    public MetadataOptions policyUri(String policyUri) {
        return set("policy_uri", ClientMetadata.webPage("policyUri", policyUri));
    }

    /** Sets {@code tos_uri}, the terms of service. */
    public MetadataOptions tosUri(String tosUri) {
        return set("tos_uri", ClientMetadata.webPage("tosUri", tosUri));
    }

    /** Sets {@code contacts}, usually addresses of e-mail. */
    public MetadataOptions contacts(String... contacts) {
        return set("contacts", ClientMetadata.contacts(List.of(contacts)));
    }

    /**
     * Sets a human-readable member in one language (RFC 7591, section 2.2), such as {@code client_name} in {@code de}.
     */
    public MetadataOptions localized(String member, String languageTag, String value) {
        String name = ClientMetadata.localizedName(member, languageTag);
        return set(name, ClientMetadata.localizedValue(name, value));
    }

    /** Sets {@code software_id}, part of the key: at most 255 printable ASCII characters. */
    public MetadataOptions softwareId(String softwareId) {
        return set("software_id", ClientMetadata.ascii("softwareId", softwareId, 255));
    }

    /** Sets {@code software_version}. */
    public MetadataOptions softwareVersion(String softwareVersion) {
        return set("software_version", ClientMetadata.text("softwareVersion", softwareVersion));
    }

    /**
     * Sets {@code software_statement}, a signed JWT that is sent as it is (RFC 7591, section 2.3), of at most 64 KiB.
     * One that has expired is not sent. Not part of the key: a statement that asks for something else wants another
     * {@link DcrRequestBuilder#variant}.
     */
    public MetadataOptions softwareStatement(String softwareStatement) {
        profile.softwareStatement = null;
        return set(
                "software_statement",
                ClientMetadata.ascii("softwareStatement", softwareStatement, SoftwareStatement.LONGEST));
    }

    /**
     * Sets where {@code software_statement} comes from, for statements that live for minutes. It is asked for when a
     * client is about to be registered or updated, as the {@linkplain DcrRequestBuilder#initialAccessToken initial
     * access token} is, and never kept.
     */
    public MetadataOptions softwareStatement(Supplier<String> softwareStatement) {
        profile.softwareStatement = Objects.requireNonNull(softwareStatement, "softwareStatement");
        profile.members.remove("software_statement");
        return this;
    }

    /** Sets {@code jwks}, the client's public keys, as the members of a JWK Set; excludes {@link #jwksUri}. */
    public MetadataOptions jwks(Map<String, ?> jwks) {
        return set("jwks", ClientMetadata.publicKeys(jwks));
    }

    /** Sets {@code jwks_uri}, where the client's public keys are; excludes {@link #jwks}. */
    public MetadataOptions jwksUri(String jwksUri) {
        return set("jwks_uri", ClientMetadata.webPage("jwksUri", jwksUri));
    }

    /** Sets {@code application_type}: {@code native} or {@code web} (OpenID Connect Registration, section 2). */
    public MetadataOptions applicationType(String applicationType) {
        if (!applicationType.equals("native") && !applicationType.equals("web")) {
            throw new IllegalArgumentException(
                    "applicationType must be 'native' or 'web': '" + ClientMetadata.printable(applicationType) + "'");
        }
        profile.applicationType = applicationType;
        return this;
    }

    /**
     * Sets the response types, {@code response_types} (RFC 7591, section 2), where they are others than {@code code}
     * for the authorization code grant and none for all other grants. None given are sent as an empty list. Part of the
     * key.
     *
     * @throws IllegalArgumentException for {@code token}, which RFC 9700, section 2.1.2, advises against
     */
    public MetadataOptions responseTypes(String... responseTypes) {
        profile.responseTypes = ClientMetadata.responses(List.of(responseTypes));
        return this;
    }

    /**
     * Leaves {@code response_types} out where no grant needs one, for servers that take no empty list (Spring
     * Authorization Server). By RFC 7591, section 2, that asks for {@code code}. Part of the key.
     */
    public MetadataOptions leaveOutEmptyResponseTypes() {
        profile.leavesOutEmptyResponseTypes = true;
        return this;
    }

    /**
     * Sets any further member, part of the key: a string, a whole number, a boolean, or a list or map of such.
     *
     * @throws IllegalArgumentException for a member that has an option of its own, or that only the server sets
     */
    public MetadataOptions member(String name, Object value) {
        return set(ClientMetadata.furtherName(name), ClientMetadata.json(name, value));
    }

    private MetadataOptions set(String name, Object value) {
        profile.members.put(name, value);
        return this;
    }
}
