package io.github.dcr4j.spring.boot;

import io.github.dcr4j.upstream.UpstreamsBuilder;

/**
 * Changes how the {@link io.github.dcr4j.upstream.Upstreams} of the application are opened, beyond what properties say:
 * the HTTP client, the time-outs of the resolver. Beans of this type are called in order, once, after everything else
 * is set. A listener and a store need none: beans of type {@link io.github.dcr4j.DcrEventListener} and
 * {@link io.github.dcr4j.store.DcrCredentialStore} are used.
 *
 * <pre>{@code
 * @Bean
 * DcrUpstreamsCustomizer patience() {
 *     return upstreams -> upstreams.resolver(resolver -> resolver.callTimeout(Duration.ofSeconds(5)));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface DcrUpstreamsCustomizer {
    /** Sets on {@code builder} what is to be set. What it throws ends the start of the application. */
    void customize(UpstreamsBuilder builder);
}
