package io.github.dcr4j.canary;

import static net.bytebuddy.matcher.ElementMatchers.hasMethodName;
import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isMethod;
import static net.bytebuddy.matcher.ElementMatchers.isNative;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isSynthetic;
import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/** Weaves the {@link Advices} into the library, OkHttp, slf4j-simple and Logback as their classes are loaded. */
final class Weaver {
    private static final String LOGGER = "org.slf4j.simple.SimpleLogger";
    private static final String LOGBACK = "ch.qos.logback.classic.Logger";
    private static final String REQUEST = "okhttp3.Request";

    // made once: each is read from its class file
    private static final Advice ON_SECRET = Advice.to(Advices.OnSecret.class);
    private static final Advice ON_ANSWER = Advice.to(Advices.OnAnswer.class);
    private static final Advice ON_TO_STRING = Advice.to(Advices.OnToString.class);
    private static final Advice ON_PUBLIC_METHOD = Advice.to(Advices.OnPublicMethod.class);
    private static final Advice ON_EXCEPTION = Advice.to(Advices.OnException.class);
    private static final Advice ON_EVENT = Advice.to(Advices.OnEvent.class);
    private static final Advice ON_REQUEST = Advice.to(Advices.OnRequest.class);
    private static final Advice ON_LOG_ENABLED = Advice.to(Advices.OnLogEnabled.class);
    private static final Advice ON_LOG_CALL = Advice.to(Advices.OnLogCall.class);
    private static final Advice ON_LOG_EVENT = Advice.to(Advices.OnLogEvent.class);

    private static final Advice ON_LOGBACK_ENABLED = Advice.to(Advices.OnLogbackEnabled.class);
    private static final Advice ON_LOGBACK_CALL = Advice.to(Advices.OnLogbackCall.class);
    private static final Advice ON_LOGBACK_EVENT = Advice.to(Advices.OnLogbackEvent.class);
    private static final Advice ON_LOGBACK_PRINTED = Advice.to(Advices.OnLogbackPrinted.class);

    private final Instrumentation instrumentation;

    Weaver(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    void weave() {
        new AgentBuilder.Default(new ByteBuddy().with(TypeValidation.DISABLED))
                .disableClassFormatChanges()
                .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                .with(AgentBuilder.TypeStrategy.Default.DECORATE)
                .with(new AgentBuilder.Listener.Adapter() {
                    @Override
                    public void onError(
                            String type,
                            @Nullable ClassLoader loader,
                            @Nullable JavaModule module,
                            boolean loaded,
                            Throwable failure) {
                        Canary.SIGHTINGS.problem(type + " could not be watched: " + failure);
                    }
                })
                .ignore(type -> !Library.owns(type.getName())
                        && !namedOneOf(LOGGER, LOGBACK, REQUEST).matches(type))
                .type((type, loader, module, redefined, domain) -> true)
                .transform(this::transform)
                .installOn(instrumentation);
    }

    private DynamicType.Builder<?> transform(
            DynamicType.Builder<?> builder,
            TypeDescription type,
            @Nullable ClassLoader loader,
            @Nullable JavaModule module,
            @Nullable ProtectionDomain domain) {
        letRead(module);
        return switch (type.getName()) {
            case LOGGER -> logger(builder);
            case LOGBACK -> logback(builder);
            case REQUEST -> builder.visit(ON_REQUEST.on(isConstructor()));
            default -> Library.speaks(type, domain) ? library(builder, type) : builder;
        };
    }

    private static DynamicType.Builder<?> logger(DynamicType.Builder<?> builder) {
        ElementMatcher<MethodDescription> enabled = method ->
                method.getName().startsWith("is") && method.getName().endsWith("Enabled") && method.isPublic();
        return builder.visit(ON_LOG_ENABLED.on(enabled))
                .visit(ON_LOG_CALL.on(named("handleNormalizedLoggingCall")))
                .visit(ON_LOG_EVENT.on(named("log").and(isPublic())));
    }

    private static DynamicType.Builder<?> logback(DynamicType.Builder<?> builder) {
        ElementMatcher<MethodDescription> enabled = method ->
                method.getName().startsWith("is") && method.getName().endsWith("Enabled") && method.isPublic();
        ElementMatcher<MethodDescription> event = method ->
                method.getName().equals("log") && method.getParameters().size() == 1;
        return builder.visit(ON_LOGBACK_ENABLED.on(enabled))
                .visit(ON_LOGBACK_CALL.on(nameStartsWith("filterAndLog_")))
                .visit(ON_LOGBACK_EVENT.on(event))
                .visit(ON_LOGBACK_PRINTED.on(named("callAppenders")));
    }

    private static DynamicType.Builder<?> library(DynamicType.Builder<?> builder, TypeDescription type) {
        Canary.SIGHTINGS.watched(type.getName());
        DynamicType.Builder<?> woven = builder.visit(ON_TO_STRING.on(hasMethodName("toString")
                .and(takesArguments(0))
                .and(returns(String.class))
                .and(not(isAbstract()))));
        if (type.getName().equals(Library.SECRET)) {
            woven = woven.visit(ON_SECRET.on(isConstructor()));
        } else if (type.getName().equals(Library.ANSWER)) {
            woven = woven.visit(ON_ANSWER.on(isConstructor()));
        } else if (type.isAssignableTo(Throwable.class)) {
            woven = woven.visit(ON_EXCEPTION.on(isConstructor()));
        } else if (Library.isEvent(type)) {
            woven = woven.visit(ON_EVENT.on(isConstructor()));
        }
        if (Library.isForUsers(type)) {
            woven = woven.visit(ON_PUBLIC_METHOD.on(isMethod()
                    .and(isPublic())
                    .and(not(isAbstract().or(isNative()).or(isSynthetic())))));
        }
        return woven;
    }

    /** What is woven into a named module calls this class path, which such a module does not read by itself. */
    private void letRead(@Nullable JavaModule module) {
        Module own = Canary.class.getModule();
        if (module != null && module.isNamed() && !((Module) module.unwrap()).canRead(own)) {
            instrumentation.redefineModule(
                    (Module) module.unwrap(), Set.of(own), Map.of(), Map.of(), Set.of(), Map.of());
        }
    }
}
