package io.github.dcr4j.spring.boot;

import io.github.dcr4j.upstream.UpstreamConfigException;
import io.github.dcr4j.upstream.UpstreamsConfig;
import io.github.dcr4j.upstream.UpstreamsJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link UpstreamsConfig} of properties, by its JSON form, which checks it as a whole; what is wrong is said
 * of the property. Used once, by one thread.
 */
final class UpstreamsMapping {
    private final BoundProperties bound;
    private final List<ConfigurationProblem> problems;

    private UpstreamsMapping(BoundProperties bound) {
        this.bound = bound;
        this.problems = new ArrayList<>(bound.problems());
    }

    /**
     * Returns what is configured.
     *
     * @param ownStore whether the application brings a store, so that none has to be named
     * @throws DcrConfigurationException telling everything that is wrong with it
     */
    static UpstreamsConfig map(BoundProperties bound, boolean ownStore) {
        return new UpstreamsMapping(bound).config(ownStore);
    }

    private UpstreamsConfig config(boolean ownStore) {
        DcrProperties properties = bound.properties();
        if (!ownStore) {
            checkStore(properties.store());
        }
        UpstreamsConfig config = null;
        try {
            config = UpstreamsJson.of(members(properties), PropertyPaths::options);
        } catch (UpstreamConfigException e) {
            PropertyPaths paths =
                    new PropertyPaths(List.copyOf(properties.upstreams().keySet()));
            for (UpstreamConfigException.Problem problem : e.problems()) {
                String property = paths.property(problem.path());
                if (problems.stream().anyMatch(known -> known.property().equals(property + ".issuer"))) {
                    continue; // that no server is named has been said
                }
                problems.add(new ConfigurationProblem(
                        property,
                        PropertyPaths.inProperties(problem.message()),
                        bound.origins().get(property)));
            }
        }
        if (config == null || !problems.isEmpty()) {
            throw new DcrConfigurationException(problems);
        }
        return config;
    }

    /** What would otherwise only show when the store is opened. */
    private void checkStore(@Nullable DcrStoreProperties store) {
        if (store == null) {
            problems.add(new ConfigurationProblem(
                    "dcr.store",
                    "is missing: redis://host and encryption keys for several replicas, file:/path for one,"
                            + " or memory: for clients that live no longer than the application"));
        } else if (store.uri() != null
                && store.uri().matches("(?i)redis.*")
                && store.encryptionKeys().isEmpty()
                && problems.stream().noneMatch(known -> known.property().startsWith("dcr.store.encryption-keys"))
                && !Boolean.TRUE.equals(store.inClear())) {
            problems.add(new ConfigurationProblem(
                    "dcr.store.encryption-keys",
                    "is missing: a Redis holds the secrets encrypted. Make a key with openssl rand -base64 32,"
                            + " or set dcr.store.in-clear=true where nothing else can reach that Redis"));
        }
    }

    private Map<String, @Nullable Object> members(DcrProperties properties) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("consumer", properties.consumer());
        if (properties.store() != null) {
            Map<String, @Nullable Object> store = RecordMembers.of(properties.store());
            RecordMembers.seconds(store, "nearCacheSoftAge");
            RecordMembers.seconds(store, "nearCacheHardAge");
            members.put("store", store);
        }
        List<Map<String, @Nullable Object>> upstreams = new ArrayList<>();
        properties
                .upstreams()
                .forEach((name, upstream) -> upstreams.add(
                        new UpstreamMapping(name, upstream, problems, bound.origins()).members(properties.consumer())));
        members.put("upstreams", upstreams);
        return members;
    }
}
