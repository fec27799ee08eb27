package io.github.dcr4j.canary;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;

/** The code that is woven into other classes. It is copied there, so it calls nothing here but public methods. */
final class Advices {
    private Advices() {}

    /** The constructor of {@code Secret}. */
    static final class OnSecret {
        private OnSecret() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) String text) {
            Canary.secret(text);
        }
    }

    /**
     * The constructor of an answer of a server, which the library may refuse before anything of it becomes a secret.
     */
    static final class OnAnswer {
        private OnAnswer() {}

        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("body") byte[] body) {
            Canary.answer(body);
        }
    }

    /** {@code toString()}. */
    static final class OnToString {
        private OnToString() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Origin("toString of #t") String sink, @Advice.Return @Nullable String said) {
            Canary.text(sink, said);
        }
    }

    /** A public method that code outside calls. */
    static final class OnPublicMethod {
        private OnPublicMethod() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(@Advice.Origin("#t.#m") String method, @Advice.Thrown @Nullable Throwable thrown) {
            if (thrown != null) {
                Canary.thrown(method, thrown);
            }
        }
    }

    /** The constructor of an exception of the library. */
    static final class OnException {
        private OnException() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Origin("created #t") String sink, @Advice.This Throwable created) {
            Canary.failure(sink, created);
        }
    }

    /** The constructor of an event, which is a record. */
    static final class OnEvent {
        private OnEvent() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Origin("event #t") String sink, @Advice.This Object event) {
            Canary.text(sink, event);
        }
    }

    /** The constructor of a request of OkHttp. */
    static final class OnRequest {
        private OnRequest() {}

        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("url") Object url) {
            Canary.text("URL of a request", url);
        }
    }

    /** {@code isTraceEnabled()} and its like: hardly anything is too unimportant to be looked at. */
    static final class OnLogEnabled {
        private OnLogEnabled() {}

        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // it is what the method returns
        static void exit(@Advice.FieldValue("name") String logger, @Advice.Return(readOnly = false) boolean enabled) {
            enabled = enabled || LogLines.isLookedAt(logger);
        }
    }

    /** The same of Logback: what the library says is looked at, however unimportant. */
    static final class OnLogbackEnabled {
        private OnLogbackEnabled() {}

        @Advice.OnMethodExit
        @SuppressWarnings("UnusedVariable") // it is what the method returns
        static void exit(@Advice.FieldValue("name") String logger, @Advice.Return(readOnly = false) boolean enabled) {
            enabled = enabled || LogLines.isOwn(logger);
        }
    }

    /** A call such as {@code debug(message, arguments)} of Logback, which looks at the level by itself afterwards. */
    static final class OnLogbackCall {
        private OnLogbackCall() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("name") String logger, @Advice.AllArguments Object[] arguments) {
            LogLines.logbackCall(logger, arguments);
        }
    }

    /** A call of the fluent kind of Logback, which does not look at the level any more. */
    static final class OnLogbackEvent {
        private OnLogbackEvent() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.FieldValue("name") String logger,
                @Advice.FieldValue("effectiveLevelInt") int enabled,
                @Advice.Argument(0) LoggingEvent event) {
            LogLines.event(logger, event);
            return LogLines.logbackLevel(event.getLevel()) < enabled;
        }
    }

    /** What Logback prints, of any logger. */
    static final class OnLogbackPrinted {
        private OnLogbackPrinted() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("name") String logger, @Advice.Argument(0) Object event) {
            LogLines.printed(logger, event);
        }
    }

    /** A call such as {@code debug(message, arguments)}; what was not enabled is seen and goes no further. */
    static final class OnLogCall {
        private OnLogCall() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.FieldValue("name") String logger,
                @Advice.FieldValue("currentLogLevel") int enabled,
                @Advice.Argument(0) Level level,
                @Advice.Argument(2) @Nullable String message,
                @Advice.Argument(3) Object @Nullable [] arguments,
                @Advice.Argument(4) @Nullable Throwable failure) {
            LogLines.call(logger, level, message, arguments, failure);
            return level.toInt() < enabled;
        }
    }

    /** A call of the fluent kind, such as {@code atDebug().addKeyValue(…).log(message)}; the same. */
    static final class OnLogEvent {
        private OnLogEvent() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(
                @Advice.FieldValue("name") String logger,
                @Advice.FieldValue("currentLogLevel") int enabled,
                @Advice.Argument(0) LoggingEvent event) {
            LogLines.event(logger, event);
            return event.getLevel().toInt() < enabled;
        }
    }
}
