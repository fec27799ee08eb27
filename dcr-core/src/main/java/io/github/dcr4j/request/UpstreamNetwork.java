package io.github.dcr4j.request;

import io.github.dcr4j.http.EndpointUrl;
import io.github.dcr4j.server.InsecureHttp;
import io.github.dcr4j.server.NetworkOptions;

/** Sets on an {@link UpstreamBuilder} which addresses may be reached. Not thread-safe. */
public final class UpstreamNetwork implements NetworkOptions {
    private final UpstreamBuilder upstream;

    public UpstreamNetwork(UpstreamBuilder upstream) {
        this.upstream = upstream;
    }

    @Override
    public NetworkOptions allowPrivateAddresses() {
        upstream.privateAddressesAllowed = true;
        return this;
    }

    @Override
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

    @Override
    public NetworkOptions trustAuthority(String authority) {
        EndpointUrl url = EndpointUrl.ofOperator("trustAuthority", "https://" + authority);
        if (!url.uri().getRawPath().isEmpty() || url.uri().getRawQuery() != null) {
            throw new IllegalArgumentException("trustAuthority must be a host and a port: " + url.printable());
        }
        upstream.trustedAuthorities.add(url.authority());
        return this;
    }

    @Override
    public NetworkOptions insecureHttp(InsecureHttp insecureHttp) {
        upstream.insecure = insecureHttp.authority();
        upstream.authorizedInsecurely = insecureHttp.initialAccessToken();
        return this;
    }
}
