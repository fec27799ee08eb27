package io.github.dcr4j.testkit.server;

import io.github.dcr4j.testkit.http.Call;
import io.github.dcr4j.testkit.http.Reply;
import java.util.Set;

/** The endpoints of one server, which share its clients and grants. Thread-safe. */
public final class ServerEndpoints {
    private final ServerAddresses addresses;
    private final ServerTerms terms;
    private final ServerOffer offer;
    private final Set<String> metadataPaths;
    private final ClientMetadataRules rules;
    private final ClientRegistry registry;
    private final Grants grants = new Grants();
    private final ProtectedEndpoint protectedByTokens;

    /** Creates those of a server that publishes its metadata at each of {@code metadataPaths}. */
    public ServerEndpoints(ServerAddresses addresses, ServerTerms terms, ServerOffer offer, Set<String> metadataPaths) {
        this.addresses = addresses;
        this.terms = terms;
        this.offer = offer;
        this.metadataPaths = Set.copyOf(metadataPaths);
        rules = new ClientMetadataRules(offer);
        registry = new ClientRegistry(addresses, terms);
        protectedByTokens = new ProtectedEndpoint(addresses, terms, offer, grants);
    }

    public ClientRegistry registry() {
        return registry;
    }

    public Endpoint metadata() {
        return dated(new MetadataEndpoint(addresses, offer, metadataPaths));
    }

    public Endpoint registration() {
        return dated(new RegistrationEndpoint(terms, rules, registry));
    }

    public Endpoint management() {
        return dated(new ManagementEndpoint(terms, rules, registry));
    }

    public Endpoint token() {
        return new TokenEndpoint(
                terms, new ClientAuthentication(terms, registry), grants, new IdTokens(addresses, terms));
    }

    public Endpoint authorization() {
        return new AuthorizationEndpoint(addresses, terms, registry, grants);
    }

    public Endpoint keys() {
        return call -> Reply.json(200, IdTokens.keySet());
    }

    public Endpoint userInfo() {
        return protectedByTokens::userInfo;
    }

    public Endpoint resource() {
        return protectedByTokens::resource;
    }

    public Endpoint resourceMetadata() {
        return protectedByTokens::metadata;
    }

    public Reply elsewhere(Call call) {
        return Reply.empty(404);
    }

    private Endpoint dated(Endpoint endpoint) {
        return terms.dated() ? call -> endpoint.answer(call).withHeader("Date", terms.date()) : endpoint;
    }
}
