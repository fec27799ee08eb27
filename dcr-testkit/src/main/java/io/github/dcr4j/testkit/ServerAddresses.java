package io.github.dcr4j.testkit;

/**
 * The addresses of a fake server.
 *
 * @param origin scheme, host and port
 * @param issuerPath the path of the issuer as it is spelled there: empty, or beginning with a slash
 */
record ServerAddresses(String origin, String issuerPath) {
    String issuer() {
        return origin + issuerPath;
    }

    String registration() {
        return origin + registrationPath();
    }

    String authorization() {
        return origin + basePath() + "/authorize";
    }

    String token() {
        return origin + basePath() + "/token";
    }

    String jwks() {
        return origin + jwksPath();
    }

    String jwksPath() {
        return basePath() + "/jwks";
    }

    String metadata(MetadataDocument document) {
        return origin + metadataPath(document);
    }

    String metadataPath(MetadataDocument document) {
        return document.path(basePath());
    }

    FakeEndpoint endpointAt(String path) {
        if (path.contains("/.well-known/")) {
            return FakeEndpoint.METADATA;
        }
        if (path.equals(registrationPath())) {
            return FakeEndpoint.REGISTRATION;
        }
        if (path.startsWith(registrationPath() + "/")) {
            return FakeEndpoint.MANAGEMENT;
        }
        if (path.equals(basePath() + "/token")) {
            return FakeEndpoint.TOKEN;
        }
        return path.equals(basePath() + "/authorize") ? FakeEndpoint.AUTHORIZATION : FakeEndpoint.ELSEWHERE;
    }

    private String registrationPath() {
        return basePath() + "/register";
    }

    /** The terminating slash of an issuer is no part of what lies under it (RFC 8414, section 3.1). */
    private String basePath() {
        return issuerPath.endsWith("/") ? issuerPath.substring(0, issuerPath.length() - 1) : issuerPath;
    }
}
