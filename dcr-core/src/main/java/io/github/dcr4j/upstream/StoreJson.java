package io.github.dcr4j.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code store}: a URI, or an object with one. */
final class StoreJson {
    private StoreJson() {}

    /** Returns the store that {@code top} names, or {@code null} if it names none or one that cannot be. */
    static @Nullable StoreConfig read(ConfigNode top) {
        if (!top.has("store")) {
            return null;
        }
        StoreConfig[] store = {null};
        if (top.json().get("store").isTextual()) {
            top.text("store", uri -> store[0] = StoreConfig.of(uri));
            return store[0];
        }
        ConfigNode object = top.object("store");
        if (object == null) {
            return null;
        }
        String[] uri = {""};
        boolean[] inClear = {false};
        @Nullable String[] prefix = {null};
        @Nullable Boolean[] nearCache = {null};
        object.required("uri");
        object.text("uri", text -> {
            StoreConfig.of(text);
            uri[0] = text;
        });
        List<SecretSource> keys = new ArrayList<>();
        object.objects("encryptionKeys").forEach(key -> SecretJson.read(key, keys::add));
        object.flag("inClear", () -> inClear[0] = true);
        object.text("prefix", text -> prefix[0] = StoreConfig.checkPrefix(text));
        object.flag("nearCache", (Boolean on) -> nearCache[0] = on);
        @Nullable Duration[] ages = {null, null};
        object.seconds("nearCacheSoftAgeSeconds", age -> ages[0] = StoreConfig.checkAge(age));
        object.seconds("nearCacheHardAgeSeconds", age -> ages[1] = StoreConfig.checkAge(age));
        object.refuseUnknown();
        if (!uri[0].isEmpty()) {
            object.attempt(() -> store[0] = new StoreConfig(
                    StoreConfig.parsed(uri[0]), keys, inClear[0], prefix[0], nearCache[0], ages[0], ages[1]));
        }
        return store[0];
    }
}
