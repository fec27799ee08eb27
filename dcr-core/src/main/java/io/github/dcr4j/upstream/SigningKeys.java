package io.github.dcr4j.upstream;

import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrException.Step;
import io.github.dcr4j.Secret;
import io.github.dcr4j.auth.ClientKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a configuration names, read each time they are needed, so that one that is replaced on disk is found;
 * what has not changed is not parsed again. Thread-safe.
 */
final class SigningKeys implements Supplier<List<ClientKey>> {
    private final List<SecretSource> sources;
    private volatile @Nullable Parsed last;

    private record Parsed(List<Secret> texts, List<ClientKey> keys) {}

    SigningKeys(List<SecretSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public List<ClientKey> get() {
        List<Secret> texts = sources.stream().map(SecretSource::read).toList();
        Parsed known = last;
        if (known != null && known.texts().equals(texts)) {
            return known.keys();
        }
        List<ClientKey> keys = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            keys.addAll(parsed(i, texts.get(i)));
        }
        last = new Parsed(texts, List.copyOf(keys));
        return List.copyOf(keys);
    }

    private List<ClientKey> parsed(int index, Secret text) {
        try {
            return ClientKey.read(text);
        } catch (IllegalArgumentException e) {
            throw DcrException.at(
                            Step.CONFIGURE,
                            "signingKeys[" + index + "] (" + sources.get(index) + ") cannot be used: " + e.getMessage())
                    .exception();
        }
    }

    /** Prints where they come from. */
    @Override
    public String toString() {
        return "SigningKeys" + sources;
    }
}
