package io.github.dcr4j.auth;

import io.github.dcr4j.TokenEndpointAuthMethod;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The certificate by which the caller's HTTP client authenticates in TLS (RFC 8705), as the server learns of it at
 * registration. The certificate's private key stays with the HTTP client. Immutable and thread-safe.
 *
 * @see ClientAuthentication an example
 */
public final class ClientCertificate {
    private final TokenEndpointAuthMethod method;
    private final Map<String, Object> members;

    private ClientCertificate(TokenEndpointAuthMethod method, Map<String, Object> members) {
        this.method = method;
        this.members = Map.copyOf(members);
    }

    /**
     * Returns a certificate of a public key infrastructure that the server trusts, known by its subject's distinguished
     * name as RFC 4514 writes it ({@code tls_client_auth_subject_dn}).
     */
    public static ClientCertificate subjectDn(String subjectDn) {
        return named("tls_client_auth_subject_dn", subjectDn);
    }

    /** Returns one known by a DNS name among its subject's alternative names ({@code tls_client_auth_san_dns}). */
    public static ClientCertificate sanDns(String dnsName) {
        return named("tls_client_auth_san_dns", dnsName);
    }

    /** Returns one known by a URI among its subject's alternative names ({@code tls_client_auth_san_uri}). */
    public static ClientCertificate sanUri(String uri) {
        return named("tls_client_auth_san_uri", uri);
    }

    /** Returns one known by an address among its subject's alternative names ({@code tls_client_auth_san_ip}). */
    public static ClientCertificate sanIp(String address) {
        return named("tls_client_auth_san_ip", address);
    }

    /**
     * Returns one known by an e-mail address among its subject's alternative names ({@code tls_client_auth_san_email}).
     */
    public static ClientCertificate sanEmail(String address) {
        return named("tls_client_auth_san_email", address);
    }

    private static ClientCertificate named(String member, String value) {
        if (Objects.requireNonNull(value, member).isBlank()) {
            throw new IllegalArgumentException(member + " must not be blank");
        }
        return new ClientCertificate(TokenEndpointAuthMethod.TLS_CLIENT_AUTH, Map.of(member, value));
    }

    /**
     * Returns certificates that no authority vouches for: the server is given them (RFC 8705, section 2.2).
     *
     * @param certificates the one in use, and while it is replaced also the next or the former one
     */
    public static ClientCertificate selfSigned(X509Certificate... certificates) {
        if (certificates.length == 0) {
            throw new IllegalArgumentException("selfSigned must be given at least one certificate");
        }
        List<Map<String, Object>> keys = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            keys.add(jwk(certificate));
        }
        return new ClientCertificate(
                TokenEndpointAuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH, Map.of("jwks", Map.of("keys", List.copyOf(keys))));
    }

    private static Map<String, Object> jwk(X509Certificate certificate) {
        Map<String, Object> jwk = new LinkedHashMap<>(PublicJwk.of(certificate.getPublicKey()));
        try {
            byte[] encoded = certificate.getEncoded();
            jwk.put("kid", HexFormat.of().formatHex(Digests.sha256(encoded)).substring(0, 32));
            jwk.put("x5c", List.of(Base64.getEncoder().encodeToString(encoded)));
            jwk.put("x5t#S256", PublicJwk.base64(Digests.sha256(encoded)));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
        return Map.copyOf(jwk);
    }

    /** Returns the method it is for: {@code tls_client_auth} or {@code self_signed_tls_client_auth}. */
    public TokenEndpointAuthMethod method() {
        return method;
    }

    /** Returns the members by which a registration tells of it (RFC 8705, section 2.1.2; RFC 7591, section 2). */
    public Map<String, Object> members() {
        return members;
    }

    @Override
    public String toString() {
        return "ClientCertificate[" + method.wireName() + "]";
    }
}
