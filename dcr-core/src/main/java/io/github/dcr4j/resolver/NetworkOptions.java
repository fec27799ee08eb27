package io.github.dcr4j.resolver;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.request.UpstreamBuilder;

/**
 * Which addresses the calls for a request may reach; set by {@link DcrRequestBuilder#network}. By default only public
 * addresses are dialled, and those of this machine where the URL you give names it:
 *
 * <pre>{@code
 * DcrRequest.builder("https://gateway.example.com")
 *         .upstreamIssuer("https://idp.internal")
 *         .network(n -> n.allowPrivateAddresses("idp.internal"))
 *         .build();
 * }</pre>
 *
 * <p>No option opens link-local addresses and the metadata services of clouds. Every value is checked when it is set:
 * one that cannot be used is an {@link IllegalArgumentException}. Not thread-safe.
 */
public final class NetworkOptions {
    private final UpstreamBuilder upstream;

    NetworkOptions(UpstreamBuilder upstream) {
        this.upstream = upstream;
    }

    /**
     * Lets calls for this request reach private networks: RFC 1918, RFC 6598 (carrier-grade NAT) and RFC 4193.
     */
    public NetworkOptions allowPrivateAddresses() {
        upstream.privateAddressesAllowed = true;
        return this;
    }

    /**
     * Lets calls for this request reach private networks at these hosts only, as {@link #allowPrivateAddresses()} does
     * at every host. May be called again for more.
     *
     * @param hosts host names or addresses, without a port
     */
    public NetworkOptions allowPrivateAddresses(String... hosts) {
        if (hosts.length == 0) {
            throw new IllegalArgumentException(
                    "allowPrivateAddresses must name at least one host, or be called without");
        }
        for (String host : hosts) {
            EndpointUrl url = EndpointUrl.ofOperator("allowPrivateAddresses", "https://" + host);
            if (!url.text().equals("https://" + url.uri().getHost())) {
                throw new IllegalArgumentException(
                        "allowPrivateAddresses must be given hosts without port and path: " + url.printable());
            }
            upstream.privateHosts.add(url.host());
        }
        return this;
    }

    /**
     * Vouches for a host that the server's metadata may name, as if you had named it yourself: an initial access token
     * is sent there, and if the host is loopback it is reached. Without this, an endpoint at another host and port than
     * those of {@code discoveryUrl}, {@code upstreamIssuer}, {@code registrationEndpoint} and {@code expectedIssuer} is
     * used only without a token. May be called again for more.
     *
     * @param authority host and port, {@code api.example.com:8443}, or a host alone, whose port is then 443
     */
    public NetworkOptions trustAuthority(String authority) {
        EndpointUrl url = EndpointUrl.ofOperator("trustAuthority", "https://" + authority);
        if (!url.uri().getRawPath().isEmpty() || url.uri().getRawQuery() != null) {
            throw new IllegalArgumentException("trustAuthority must be a host and a port: " + url.printable());
        }
        upstream.trustedAuthorities.add(url.authority());
        return this;
    }

    /**
     * Opens {@code http} to one exact host and port, for development only: by default it is open on loopback alone.
     * What is found there may name addresses there; elsewhere they are {@code https}. What authorizes a registration is
     * sent there only if {@link InsecureHttp#withInitialAccessToken} says so. Which addresses are dialled is another
     * matter: see {@link #allowPrivateAddresses(String...)}. Each resolver warns of it once.
     */
    public NetworkOptions insecureHttp(InsecureHttp insecureHttp) {
        upstream.insecure = insecureHttp.authority();
        upstream.authorizedInsecurely = insecureHttp.initialAccessToken();
        return this;
    }
}
