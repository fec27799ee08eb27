package io.github.dcr4j.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store beside a Jedis that is too old: this class path, without what the older one lacks. */
class JedisVersionTest {
    private static final String STORE = "io.github.dcr4j.store.redis.";

    private static final class OlderJedis extends URLClassLoader {
        private final String missing;

        OlderJedis(String missing) {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.missing = "redis.clients.jedis." + missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(missing) || name.startsWith(missing + "$")) {
                throw new ClassNotFoundException(name);
            }
            // its own first: the platform's loader would find the modules of the one that runs the tests
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }

        private static URL[] classPath() {
            String all = System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", "");
            return Arrays.stream(all.split(File.pathSeparator, -1))
                    .filter(path -> !path.isEmpty())
                    .map(OlderJedis::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RedisClient", "RedisClusterClient", "RedisSentinelClient", "SslOptions"})
    void open_olderJedis_saysWhichIsNeeded(String missing) throws Exception {
        try (OlderJedis older = new OlderJedis(missing)) {
            Class<?> store = older.loadClass(STORE + "RedisDcrCredentialStore");
            Class<?> secrets = older.loadClass(STORE + "RedisSecrets");
            Object inClear = secrets.getMethod("inClear").invoke(null);

            Throwable thrown = null;
            try {
                store.getMethod("open", String.class, secrets).invoke(null, "redis://127.0.0.1:1", inClear);
            } catch (java.lang.reflect.InvocationTargetException e) {
                thrown = e.getCause();
            }

            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("needs Jedis 7.2.0 or newer, and finds Jedis ")
                    .hasMessageContaining(missing);
        }
    }

    @Test
    void require_methodIsMissing_saysWhichIsNeeded() {
        assertThatIllegalStateException()
                .isThrownBy(() -> JedisVersion.require(() -> {
                    throw new NoSuchMethodError("'void newer()'");
                }))
                .withMessageContaining("needs Jedis 7.2.0 or newer");
    }
}
