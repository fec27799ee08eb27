package io.github.dcr4j.conformance.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packages of the published modules from the ground up, each with those that it may use. They are named as they
 * stand below {@code io.github.dcr4j}; {@code ..} at the end means all that are in it, too.
 */
final class Rooms {
    private static final String ROOT = "io.github.dcr4j";
    private static final String VALUES = "";

    /** What the machinery stands on. */
    private static final Set<String> GROUND = Set.of(
            VALUES,
            "store",
            "state.store",
            "json",
            "advice",
            "http",
            "metadata",
            "registration",
            "flight",
            "auth",
            "server",
            "resource",
            "entry");

    /** Each uses the ground and those before it. */
    private static final List<String> MACHINERY = List.of(
            "request",
            "rejection",
            "events",
            "attempt",
            "keep",
            "register",
            "follow",
            "manage",
            "verify",
            "flow",
            "resolver");

    /** What logs by itself; the core speaks by one class. */
    private static final Set<String> LOGGING =
            Set.of("upstream.log", "store.memory..", "store.redis..", "mcp", "testkit..");

    private static final Map<String, Set<String>> USES = uses();

    private Rooms() {}

    private static Map<String, Set<String>> uses() {
        Map<String, Set<String>> uses = new LinkedHashMap<>();
        uses.put(VALUES, Set.of());
        uses.put("store", Set.of(VALUES));
        uses.put("state", Set.of(VALUES, "store"));
        uses.put("state.codec", Set.of(VALUES, "store", "state", "json"));
        uses.put("state.store", Set.of(VALUES, "store", "state", "state.codec"));
        uses.put("json", Set.of(VALUES));
        uses.put("advice", Set.of(VALUES));
        uses.put("http", Set.of(VALUES, "json", "advice"));
        uses.put("metadata", Set.of(VALUES, "json", "advice", "http"));
        uses.put("server", Set.of(VALUES, "json", "http"));
        uses.put("registration", Set.of(VALUES, "json", "advice", "http"));
        uses.put("flight", Set.of(VALUES));
        uses.put("resource", Set.of(VALUES));
        uses.put("entry", Set.of(VALUES, "json", "advice", "http", "flight", "resource"));
        uses.put("auth", Set.of(VALUES, "json", "http", "flight"));
        Set<String> before = new LinkedHashSet<>(GROUND);
        for (String room : MACHINERY) {
            uses.put(room, Set.copyOf(before));
            before.add(room);
        }
        uses.put("upstream.log", Set.of(VALUES, "rejection"));
        uses.put(
                "upstream",
                Set.of(VALUES, "store", "json", "auth", "server", "resource", "rejection", "resolver", "upstream.log"));
        uses.put(
                "token",
                Set.of(
                        VALUES,
                        "store",
                        "json",
                        "http",
                        "registration",
                        "flight",
                        "auth",
                        "server",
                        "rejection",
                        "resolver",
                        "upstream"));
        uses.put("protocol", Set.of(VALUES, "json", "http", "metadata", "registration", "auth", "server", "request"));
        uses.put("mcp", Set.of(VALUES, "resource", "rejection", "resolver", "server", "token"));
        Set<String> ofAStore = Set.of(VALUES, "store", "state.store", "resolver");
        uses.put("store.memory..", Set.of(VALUES, "store", "state.store", "json", "resolver"));
        uses.put("store.redis..", ofAStore);
        uses.put("testkit.http", Set.of());
        uses.put("testkit.server", Set.of(VALUES, "testkit.http"));
        uses.put("testkit.work", Set.of(VALUES));
        uses.put(
                "testkit",
                Set.of(VALUES, "store", "state.store", "resolver", "testkit.http", "testkit.server", "testkit.work"));
        uses.put("testkit.contract", Set.of(VALUES, "store", "testkit"));
        return uses;
    }

    /** Each room uses those that it may use, and no other. A room without a class breaks the rule, too. */
    static ArchRule layers() {
        LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : USES.keySet()) {
            layers = layers.layer(room(room)).definedBy(room(room));
        }
        for (Map.Entry<String, Set<String>> room : USES.entrySet()) {
            LayeredArchitecture.LayerDependencySpecification rule = layers.whereLayer(room(room.getKey()));
            layers = room.getValue().isEmpty()
                    ? rule.mayNotAccessAnyLayer()
                    : rule.mayOnlyAccessLayers(
                            room.getValue().stream().map(Rooms::room).toArray(String[]::new));
        }
        return layers;
    }

    /** Returns whether a package is one of the rooms, so that the rules look at it. */
    static boolean isOne(String packageName) {
        return USES.keySet().stream().anyMatch(room -> isIn(packageName, room));
    }

    /** Returns whether a package is of the core: what happens there is logged in one place. */
    static boolean isOfTheCore(String packageName) {
        return LOGGING.stream().noneMatch(room -> isIn(packageName, room));
    }

    private static boolean isIn(String packageName, String room) {
        String named = room(room);
        if (!named.endsWith("..")) {
            return packageName.equals(named);
        }
        String whole = named.substring(0, named.length() - 2);
        return packageName.equals(whole) || packageName.startsWith(whole + ".");
    }

    private static String room(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name;
    }
}
