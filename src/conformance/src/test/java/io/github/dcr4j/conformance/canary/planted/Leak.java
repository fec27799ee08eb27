package io.github.dcr4j.conformance.canary.planted;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.DcrEvent;
import io.github.dcr4j.DcrException;
import io.github.dcr4j.DcrKey;
import io.github.dcr4j.DcrOrphan;
import io.github.dcr4j.Secret;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.slf4j.LoggerFactory;

/** Each way in which a secret could leave the library, with the place that a sweep has to name. */
@SuppressWarnings("ImmutableEnumChecker") // its functions hold no state
public enum Leak {
    LOG_LINE("log planted at TRACE", text -> LoggerFactory.getLogger("planted").trace("the token is {}", text)),
    LOG_KEY_VALUE(
            "log planted at DEBUG",
            text -> LoggerFactory.getLogger("planted")
                    .atDebug()
                    .addKeyValue("token", text)
                    .log("registered")),
    LOG_CAUSE(
            "log planted at WARN, in a java.io.IOException",
            text -> LoggerFactory.getLogger("planted")
                    .warn("failed", new IllegalStateException(new java.io.IOException(text)))),
    JDK_LOG(
            "log okhttp3.Planted at FINE",
            text -> Logger.getLogger("okhttp3.Planted").log(Level.FINE, "sent " + text)),
    MESSAGE(
            "created io.github.dcr4j.DcrException",
            text -> DcrException.at(DcrException.Step.REGISTER, "refused " + text)
                    .exception()),
    SUPPRESSED(
            "java.lang.IllegalStateException thrown by io.github.dcr4j.conformance.canary.planted.Speaker.fail,"
                    + " in a java.lang.ArithmeticException",
            Speaker::failed),
    TO_STRING("toString of io.github.dcr4j.conformance.canary.planted.Speaker", Speaker::printed),
    EVENT(
            "event io.github.dcr4j.DcrEvent$Orphaned",
            text -> new DcrEvent.Orphaned(key(), new DcrOrphan("client", null), text)),
    URL(
            "URL of a request",
            text -> new Request.Builder()
                    .url(HttpUrl.get("https://as.example/")
                            .newBuilder()
                            .addPathSegment(text)
                            .build())
                    .build()),
    THREAD_NAME("thread name", text -> {
        Thread.currentThread().setName("sends " + text);
        LoggerFactory.getLogger("planted").debug("from a thread with a telling name");
    });

    /** How a secret is written when it leaks. */
    public enum Way {
        PLAIN("plain", text -> text),
        BASE64("Base64", text -> Base64.getEncoder().encodeToString(("id:" + text).getBytes(UTF_8))),
        FORM("form-encoded", text -> URLEncoder.encode(text, UTF_8));

        private final String encoding;
        private final UnaryOperator<String> encoder;

        Way(String encoding, UnaryOperator<String> encoder) {
            this.encoding = encoding;
            this.encoder = encoder;
        }

        /** Returns what the sweep calls it. */
        public String encoding() {
            return encoding;
        }
    }

    private final String sink;
    private final Consumer<String> leak;

    Leak(String sink, Consumer<String> leak) {
        this.sink = sink;
        this.leak = leak;
    }

    /** Returns where it leaks, in the words of the sweep. */
    public String sink() {
        return sink;
    }

    /** Returns the secret that leaks here and in this way. */
    public Secret secret(Way way) {
        return Secret.of("s3cret of/" + name() + " as+" + way.name());
    }

    void leak(Way way) {
        leak.accept(way.encoder.apply(secret(way).reveal()));
    }

    static DcrKey key() {
        return DcrKey.builder("https://app.example", "https://as.example").build();
    }
}
