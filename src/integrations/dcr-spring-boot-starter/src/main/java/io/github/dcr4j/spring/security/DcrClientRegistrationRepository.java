package io.github.dcr4j.spring.security;

import io.github.dcr4j.upstream.UpstreamClient;
import io.github.dcr4j.upstream.Upstreams;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;

/**
 * The client registrations of a service's upstreams. The registration id is the upstream's name, always, so that tokens
 * stay cached when the client is renewed or replaced; what it stands for is the client that the upstream has now.
 *
 * <p>Defaults: the grant is {@code authorization_code} if the upstream has it, else its first one; scopes are those that
 * are configured, or that the upstream's resource names; the redirect URI is the configured one; PKCE is always used;
 * the user's name is {@code sub}. Change them with a {@link DcrClientRegistrationCustomizer}.
 *
 * <p>A look-up asks the upstream for its client, which sends nothing when all is well, and builds nothing as long as the
 * client is the same; that of a login asks the server once an hour what it says about itself, and goes on with what it
 * knows if there is no answer. The first look-up registers, unless the application did so before. {@linkplain
 * #iterator() Iterating} never asks a server or a store. Thread-safe. It does not close the upstreams.
 *
 * @see DcrSecurityConfiguration an example
 */
public final class DcrClientRegistrationRepository
        implements ClientRegistrationRepository, Iterable<ClientRegistration> {
    /**
     * The generation of the client, {@code DcrCredentials.generation()}: in the configuration metadata of a
     * registration, and in the attributes of an authorization request.
     */
    public static final String GENERATION = "io.github.dcr4j.generation";

    private final Map<String, UpstreamRegistrations> upstreams = new LinkedHashMap<>();
    private final @Nullable ClientRegistrationRepository others;

    /** Creates the registrations of {@code upstreams}, with the defaults. */
    public DcrClientRegistrationRepository(Upstreams upstreams) {
        this(builder(upstreams));
    }

    private DcrClientRegistrationRepository(Builder builder) {
        others = builder.others;
        List<DcrClientRegistrationCustomizer> customizers = List.copyOf(builder.customizers);
        for (UpstreamClient upstream : builder.upstreams.clients()) {
            upstreams.put(upstream.name(), new UpstreamRegistrations(upstream, customizers, builder.nanoTime));
        }
    }

    /** Starts the registrations of {@code upstreams}. */
    public static Builder builder(Upstreams upstreams) {
        return new Builder(upstreams);
    }

    /**
     * Returns the registration of the client that the upstream has now; while a login is being finished on this thread
     * (see {@link DcrLoginConfigurer}), that of the client which began it.
     *
     * @param registrationId the upstream's name
     * @return {@code null} if no upstream has that name, and no other repository knows it
     * @throws UpstreamUnavailableException if there is no client: its server does not answer, for example
     */
    @Override
    public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
        UpstreamRegistrations upstream = upstreams.get(registrationId);
        if (upstream == null) {
            return others == null ? null : others.findByRegistrationId(registrationId);
        }
        ClientRegistration ofLogin = LoginInProgress.registration(registrationId);
        return ofLogin == null ? upstream.current() : ofLogin;
    }

    /**
     * Returns the registration of one generation of an upstream's client, current or former, which another replica may
     * have used; empty if there is no such upstream, or the generation is kept no longer.
     *
     * @throws UpstreamUnavailableException if the store or the server's metadata cannot be read
     */
    public Optional<ClientRegistration> findByGeneration(String registrationId, String generation) {
        UpstreamRegistrations upstream = upstreams.get(registrationId);
        return upstream == null ? Optional.empty() : upstream.ofGeneration(generation);
    }

    /**
     * Returns the registrations for a login page: nothing is sent or read for it, so it may come before the first
     * registration. A client that was not used yet has its id, its name, its grant and its redirect URI right, and a
     * client id and endpoints that stand for those to come. Look up by id what is to be used.
     */
    @Override
    public Iterator<ClientRegistration> iterator() {
        List<ClientRegistration> all = new ArrayList<>();
        upstreams.values().forEach(upstream -> all.add(upstream.outline()));
        if (others instanceof Iterable<?> more) {
            for (Object each : more) {
                if (each instanceof ClientRegistration registration
                        && !upstreams.containsKey(registration.getRegistrationId())) {
                    all.add(registration);
                }
            }
        }
        return List.copyOf(all).iterator();
    }

    /** Returns the registrations of the upstream of that name; {@code null} if there is none. */
    @Nullable
    UpstreamRegistrations upstream(@Nullable String registrationId) {
        return registrationId == null ? null : upstreams.get(registrationId);
    }

    @Override
    public String toString() {
        return "DcrClientRegistrationRepository" + upstreams.keySet();
    }

    /** Changes what the repository of {@link DcrSecurityConfiguration} is built with; a bean of the application. */
    @FunctionalInterface
    public interface BuilderCustomizer {
        /** Sets on {@code builder} what is to be set. */
        void customize(Builder builder);
    }

    /** What the registrations are built with. Not thread-safe. */
    public static final class Builder {
        private final Upstreams upstreams;
        private final List<DcrClientRegistrationCustomizer> customizers = new ArrayList<>();
        private @Nullable ClientRegistrationRepository others;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder(Upstreams upstreams) {
            this.upstreams = Objects.requireNonNull(upstreams, "upstreams");
        }

        /** Adds what changes registrations, after those that were added before. */
        public Builder customizer(DcrClientRegistrationCustomizer customizer) {
            customizers.add(Objects.requireNonNull(customizer, "customizer"));
            return this;
        }

        /** Sets where ids are looked up that are no upstream's name: registrations by hand, for example. */
        public Builder others(ClientRegistrationRepository others) {
            this.others = Objects.requireNonNull(others, "others");
            return this;
        }

        /** Sets the clock by which the server's metadata grow old; for tests. */
        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /** Returns the repository. */
        public DcrClientRegistrationRepository build() {
            return new DcrClientRegistrationRepository(this);
        }
    }
}
