package io.github.dcr4j.benchmarks;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import io.github.dcr4j.resolver.DcrResolver;
import io.github.dcr4j.store.memory.MemoryDcrCredentialStore;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Prints the source files whose code a cold {@code resolve} on the memory store enters, by package, and how many there
 * are: one reader's way through the library. A JVM of its own resolves once and is watched by the debugger's interface,
 * on every thread, from the call to its return; metadata are read and a client is registered meanwhile.
 */
public final class ResolvePath {
    private static final String LIBRARY = "io.github.dcr4j.";
    private static final String HERE = LIBRARY + "benchmarks.";

    private ResolvePath() {}

    /** Takes no arguments. */
    public static void main(String[] none) throws Exception {
        Map<String, Set<String>> files = new TreeMap<>();
        for (String file : entered()) {
            int dot = file.lastIndexOf('.');
            files.computeIfAbsent(file.substring(0, dot), any -> new TreeSet<>())
                    .add(file.substring(dot + 1));
        }
        files.forEach(
                (room, names) -> System.out.println(room + " (" + names.size() + "): " + String.join(" ", names)));
        System.out.println(files.values().stream().mapToInt(Set::size).sum() + " files");
    }

    private static Set<String> entered() throws Exception {
        VirtualMachine watched = launch();
        MethodEntryRequest entries = watched.eventRequestManager().createMethodEntryRequest();
        entries.addClassFilter(LIBRARY + "*");
        entries.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        entries.enable();
        Set<String> files = new TreeSet<>();
        boolean resolving = false;
        try {
            while (true) {
                EventSet events = watched.eventQueue().remove();
                for (Event event : events) {
                    if (event instanceof MethodEntryEvent entry) {
                        ReferenceType type = entry.method().declaringType();
                        if (type.name().equals(Subject.class.getName())) {
                            String mark = entry.method().name();
                            resolving = mark.equals("begin") || (resolving && !mark.equals("end"));
                        } else if (resolving && !type.name().startsWith(HERE)) {
                            files.add(type.name().replaceFirst("[$].*", ""));
                        }
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            return files; // it has ended
        }
    }

    private static VirtualMachine launch() throws Exception {
        LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("main")).setValue(Subject.class.getName());
        Objects.requireNonNull(arguments.get("options"))
                .setValue("-cp \"" + System.getProperty("java.class.path") + "\"");
        return connector.launch(arguments);
    }

    /** What the watched JVM runs. */
    static final class Subject {
        private Subject() {}

        /** Takes no arguments. */
        public static void main(String[] none) {
            try (CannedServer server = CannedServer.of(Gateway.CONSUMER);
                    DcrResolver resolver = DcrResolver.builder(MemoryDcrCredentialStore.create())
                            .build()) {
                var request = Gateway.at(server.newIssuer());
                begin();
                resolver.resolve(request);
                end();
            }
        }

        static void begin() {}

        static void end() {}
    }
}
