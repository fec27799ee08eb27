package io.github.dcr4j.server;

/**
 * Which addresses calls to one authorization server may reach; set where that server is named, by {@code
 * DcrRequestBuilder.network} or {@code ProtocolServerBuilder.network}. By default only public addresses are dialled,
 * and those of this machine where the URL you give names it:
 *
 * <pre>{@code
 * DcrRequest.builder("https://gateway.example.com")
 *         .upstreamIssuer("https://idp.internal")
 *         .network(n -> n.allowPrivateAddresses("idp.internal"))
 *         .build();
 * }</pre>
 *
 * <p>No option opens link-local addresses and the metadata services of clouds. Every value is checked when it is set:
 * one that cannot be used is an {@link IllegalArgumentException}. Not thread-safe; implemented by the library alone.
 */
public interface NetworkOptions {
    /**
     * Lets calls to this server reach private networks: RFC 1918, RFC 6598 (carrier-grade NAT) and RFC 4193.
     */
    NetworkOptions allowPrivateAddresses();

    /**
     * Lets calls to this server reach private networks at these hosts only, as {@link #allowPrivateAddresses()} does at
     * every host. May be called again for more.
     *
     * @param hosts host names or addresses, without a port
     */
    NetworkOptions allowPrivateAddresses(String... hosts);

    /**
     * Vouches for a host that the server's metadata may name, as if you had named it yourself: an initial access token
     * is sent there, and if the host is loopback it is reached. Without this, an endpoint at another host and port than
     * those of {@code discoveryUrl}, {@code upstreamIssuer}, {@code registrationEndpoint} and {@code expectedIssuer} is
     * used only without a token. May be called again for more.
     *
     * @param authority host and port, {@code api.example.com:8443}, or a host alone, whose port is then 443
     */
    NetworkOptions trustAuthority(String authority);

    /**
     * Opens {@code http} to one exact host and port, for development only: by default it is open on loopback alone.
     * What is found there may name addresses there; elsewhere they are {@code https}. What authorizes a registration is
     * sent there only if {@link InsecureHttp#withInitialAccessToken} says so. Which addresses are dialled is another
     * matter: see {@link #allowPrivateAddresses(String...)}. Each resolver warns of it once.
     */
    NetworkOptions insecureHttp(InsecureHttp insecureHttp);
}
