package io.github.dcr4j.conformance.architecture;

import io.github.dcr4j.ForeignText;
import io.github.dcr4j.http.GuardedHttp;
import io.github.dcr4j.http.HttpAnswer;
import io.github.dcr4j.http.HttpCall;
import io.github.dcr4j.http.HttpFailure;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the rules are against, one offence each; never run. */
record Offender(@Nullable Accomplice other) {
    record Timekeeper() {
        long now() {
            return System.currentTimeMillis();
        }
    }

    record Speaker() {
        Logger logger() {
            return LoggerFactory.getLogger("offender");
        }
    }

    record Spinner() {
        Thread thread(Runnable work) {
            return new Thread(work);
        }
    }

    record Caller(OkHttpClient client) {
        Call call(Request request) {
            return client.newCall(request);
        }
    }

    record Dialler() {
        Socket dial(InetAddress address) throws IOException {
            return new Socket(address, 1);
        }
    }

    record Registrar(GuardedHttp http, HttpCall call) {
        HttpAnswer register() throws HttpFailure {
            return http.send(call);
        }
    }

    record Parrot(ForeignText text) {
        @Override
        public String toString() {
            return text.exact();
        }
    }

    static final class Field {
        @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
        Optional<String> text = Optional.empty();
    }

    record Parameter() {
        @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
        boolean given(Optional<String> text) {
            return text.isPresent();
        }
    }

    record Frozen() implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    record ThingManager() {}

    record DefaultThing() {}
}
