package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrCredentials;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.Secret;
import io.github.dcr4j.resolver.DcrRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.resolver.ResourceRequest;
import io.github.dcr4j.resource.ResourceMetadata;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for at an upstream now: one request always, or where a resource names the server, that for the server
 * which it named last. Thread-safe.
 */
final class CurrentRequest {
    private final DcrResolver resolver;
    private final @Nullable ResourceRequest resource;
    /** As at any server: what it says of grants, redirect URI and keys is the same at every one. */
    private final DcrRequest anywhere;

    private final Consumer<DcrKey> keyLearnt;
    private volatile @Nullable Bound bound;
    private volatile @Nullable String failure;

    /** What is asked for, and what the resource says; {@code null} where there is none, or it was not read yet. */
    private record Bound(DcrRequest request, @Nullable ResourceMetadata metadata) {}

    /**
     * Creates it.
     *
     * @param secret gives the secret of a client that was registered by hand; {@code null} for none
     * @param keyLearnt given each key that it has, as soon as that is known
     */
    CurrentRequest(
            UpstreamConfig config,
            String consumer,
            DcrResolver resolver,
            @Nullable Supplier<Secret> secret,
            Consumer<DcrKey> keyLearnt) {
        this.resolver = resolver;
        this.keyLearnt = keyLearnt;
        if (config.resource().isEmpty()) {
            resource = null;
            anywhere = config.requests().atServer(consumer, secret);
            bind(new Bound(anywhere, null));
            return;
        }
        resource = config.requests().forResource(consumer, secret);
        String issuer = config.issuer().orElse(null);
        anywhere = resource.at(issuer == null ? "https://" + resource.resource().getRawAuthority() : issuer);
        if (issuer != null) {
            bind(new Bound(anywhere, null));
        }
    }

    private void bind(Bound now) {
        Bound former = bound;
        bound = now;
        DcrKey key = now.request().key();
        if (former == null || !former.request().key().equals(key)) {
            keyLearnt.accept(key);
        }
    }

    /** Returns the request as at any server. */
    DcrRequest anywhere() {
        return anywhere;
    }

    /** Returns what is asked for, as far as is known without reading a resource; {@code null} if it is not. */
    @Nullable
    DcrRequest known() {
        Bound known = bound;
        return known == null ? null : known.request();
    }

    /**
     * Returns what is asked for now.
     *
     * @throws DcrException if the resource's metadata was needed and cannot be used
     */
    DcrRequest now() {
        if (resource == null) {
            return anywhere;
        }
        try {
            return noted(resource, resolver.request(resource));
        } catch (DcrException e) {
            throw failed(e);
        }
    }

    /** Returns what {@link #now} returns or throws, as a future; metadata is read elsewhere. */
    CompletableFuture<DcrRequest> nowAsync() {
        ResourceRequest named = resource;
        if (named == null) {
            return CompletableFuture.completedFuture(anywhere);
        }
        return resolver.requestAsync(named).handle((request, failed) -> {
            if (failed instanceof DcrException e) {
                throw failed(e);
            }
            if (failed instanceof RuntimeException e) {
                throw e;
            }
            return noted(named, request);
        });
    }

    private DcrException failed(DcrException why) {
        if (why.step() != DcrException.Step.WAIT) {
            failure = why.getMessage();
        }
        return why;
    }

    @SuppressWarnings("ReferenceEquality") // the same object while the resource says the same
    private DcrRequest noted(ResourceRequest named, DcrRequest request) {
        failure = null;
        Bound known = bound;
        if (known == null || known.metadata() == null || known.request() != request) {
            bind(new Bound(request, resolver.resourceMetadata(named)));
        }
        return request;
    }

    /** Returns why the resource's metadata could not be had at the last try; {@code null} if it could. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Returns whether {@code used} are of this upstream, at the server of now or a former one. */
    boolean gave(DcrCredentials used) {
        DcrKey key = used.key();
        DcrRequest known = known();
        if (known != null && known.key().equals(key)) {
            return true;
        }
        return resource != null && resource.at(key.upstream()).key().equals(key);
    }

    /** Returns what requests send as {@code resource} (RFC 8707); {@code null} for nothing. */
    @Nullable
    String resource() {
        Bound known = bound;
        if (known != null && known.metadata() != null) {
            return known.metadata().resource();
        }
        return resource == null ? null : resource.resource().toString();
    }

    /** Returns the scopes that a token is asked for. */
    List<String> scopes() {
        List<String> own = anywhere.key().scopes();
        Bound known = bound;
        return own.isEmpty() && known != null && known.metadata() != null
                ? known.metadata().scopesSupported()
                : own;
    }
}
