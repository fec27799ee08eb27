package io.github.dcr4j.testkit.server;

/**
 * The addresses of a fake server.
 *
 * @param origin scheme, host and port
 * @param issuerPath the path of the issuer as it is spelled there: empty, or beginning with a slash
 */
public record ServerAddresses(String origin, String issuerPath) {
    public String issuer() {
        return origin + issuerPath;
    }

    public String registration() {
        return origin + registrationPath();
    }

    public String registrationPath() {
        return basePath() + "/register";
    }

    public String authorization() {
        return origin + authorizationPath();
    }

    public String authorizationPath() {
        return basePath() + "/authorize";
    }

    public String token() {
        return origin + tokenPath();
    }

    public String tokenPath() {
        return basePath() + "/token";
    }

    String userInfo() {
        return origin + userInfoPath();
    }

    public String userInfoPath() {
        return basePath() + "/userinfo";
    }

    public String resource() {
        return origin + resourcePath();
    }

    public String resourcePath() {
        return basePath() + "/resource";
    }

    /** Where the resource's metadata is: the well-known part before its path (RFC 9728, section 3.1). */
    public String resourceMetadataPath() {
        return "/.well-known/oauth-protected-resource" + resourcePath();
    }

    String jwks() {
        return origin + jwksPath();
    }

    public String jwksPath() {
        return basePath() + "/jwks";
    }

    /** The terminating slash of an issuer is no part of what lies under it (RFC 8414, section 3.1). */
    public String basePath() {
        return issuerPath.endsWith("/") ? issuerPath.substring(0, issuerPath.length() - 1) : issuerPath;
    }
}
