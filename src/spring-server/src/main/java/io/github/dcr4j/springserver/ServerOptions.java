package io.github.dcr4j.springserver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks of the server. Immutable and safe for concurrent use.
 *
 * @param issuerPath the path of the issuer, such as {@code /tenants/a}; empty for an issuer without one
 * @param oidcRegistration whether {@code /connect/register} of OpenID Connect Dynamic Client Registration 1.0 is on
 * @param oauth2Registration whether {@code /oauth2/register} of RFC 7591 is on
 * @param open whether {@code /oauth2/register} answers without an initial access token; the other never does
 * @param scopesAccepted whether a registration may name scopes, which the server's default refuses
 * @param apiOnly whether what is no endpoint of the server is open to everybody, without a login and without protection
 *     against forged forms, as a server without pages is set up: what nothing answers is 404 then
 * @param keysOverHttp whether a client's keys may be at an http address, {@code jwks_uri}, which the default refuses
 * @param secretLife how long a client secret lives after its registration; absent when it does not expire
 * @param registrarSecret the secret of the client {@code registrar}, which obtains initial access tokens
 */
record ServerOptions(
        String issuerPath,
        boolean oidcRegistration,
        boolean oauth2Registration,
        boolean open,
        boolean scopesAccepted,
        boolean apiOnly,
        boolean keysOverHttp,
        @Nullable Duration secretLife,
        String registrarSecret) {

    private static final String ISSUER_PATH = "--issuer-path=";
    private static final String SECRET_LIFE = "--secret-life=";

    ServerOptions {
        if (!issuerPath.isEmpty() && (!issuerPath.startsWith("/") || issuerPath.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "--issuer-path must be empty or start, and not end, with a slash, but is " + issuerPath);
        }
        if (open && !oauth2Registration) {
            throw new IllegalArgumentException("--open needs --oauth2-registration");
        }
    }

    /**
     * Reads the options from a command line.
     *
     * @param arguments the command line
     * @param registrarSecret the secret of the registrar, which does not belong on a command line
     * @throws IllegalArgumentException if an argument is unknown or malformed; the message names it
     */
    static ServerOptions parse(String[] arguments, String registrarSecret) {
        String issuerPath = "";
        boolean oidcRegistration = false;
        boolean oauth2Registration = false;
        boolean open = false;
        boolean scopesAccepted = false;
        boolean apiOnly = false;
        boolean keysOverHttp = false;
        Duration secretLife = null;
        for (String argument : arguments) {
            if (argument.startsWith(ISSUER_PATH)) {
                issuerPath = argument.substring(ISSUER_PATH.length());
            } else if (argument.startsWith(SECRET_LIFE)) {
                secretLife = Duration.parse(argument.substring(SECRET_LIFE.length()));
            } else {
                switch (argument) {
                    case "--oidc-registration" -> oidcRegistration = true;
                    case "--oauth2-registration" -> oauth2Registration = true;
                    case "--open" -> open = true;
                    case "--accept-scopes" -> scopesAccepted = true;
                    case "--api-only" -> apiOnly = true;
                    case "--keys-over-http" -> keysOverHttp = true;
                    default -> throw new IllegalArgumentException("unknown argument " + argument);
                }
            }
        }
        return new ServerOptions(
                issuerPath,
                oidcRegistration,
                oauth2Registration,
                open,
                scopesAccepted,
                apiOnly,
                keysOverHttp,
                secretLife,
                registrarSecret);
    }

    @Override
    public String toString() {
        return "ServerOptions[issuerPath=" + issuerPath + ", oidcRegistration=" + oidcRegistration
                + ", oauth2Registration=" + oauth2Registration + ", open=" + open + ", scopesAccepted="
                + scopesAccepted + ", apiOnly=" + apiOnly + ", keysOverHttp=" + keysOverHttp + ", secretLife="
                + secretLife + "]";
    }
}
