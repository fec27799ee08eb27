package io.github.dcr4j.conformance.file;

import static io.github.dcr4j.testkit.DcrFixtures.credentials;
import static io.github.dcr4j.testkit.DcrFixtures.key;

import io.github.dcr4j.store.DcrCredentialStore.SaveResult;
import io.github.dcr4j.store.memory.FileDcrCredentialStore;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Saves clients from two class loaders at once, as two applications in one server do, each with this library of its
 * own. Prints how many saves were acknowledged.
 */
public final class ClassLoadersProgram {
    static final int SAVES = 75;

    private ClassLoadersProgram() {}

    /** Runs it; the arguments are a file, and a name that no other run has. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("started");
        while (System.in.read() != '\n') {
            // until all have started
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Callable<Integer>> applications = new ArrayList<>();
        for (String application : List.of("-a", "-b")) {
            applications.add(() -> deployed(arguments[0], arguments[1] + application));
        }
        try {
            int acknowledged = 0;
            for (Future<Integer> application : threads.invokeAll(applications)) {
                acknowledged += application.get();
            }
            System.out.println(acknowledged);
        } finally {
            threads.shutdownNow(); // so that a program whose save has failed ends, and says so
        }
    }

    private static int deployed(String file, String name) throws Exception {
        try (URLClassLoader own = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class<?> copy = own.loadClass(ClassLoadersProgram.class.getName());
            if (copy == ClassLoadersProgram.class) {
                throw new IllegalStateException("the class loaders share the library");
            }
            return (Integer) copy.getMethod("save", String.class, String.class).invoke(null, file, name);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        return path.toArray(URL[]::new);
    }

    /** Saves clients under keys of their own, and returns how many the store acknowledged. */
    public static int save(String file, String name) {
        int acknowledged = 0;
        try (FileDcrCredentialStore store = SavingProgram.open(Path.of(file))) {
            for (int i = 0; i < SAVES; i++) {
                SaveResult result = store.save(
                        credentials(key(name + i), "client of a test").build(), null, null);
                acknowledged += result instanceof SaveResult.Saved ? 1 : 0;
            }
        }
        return acknowledged;
    }
}
