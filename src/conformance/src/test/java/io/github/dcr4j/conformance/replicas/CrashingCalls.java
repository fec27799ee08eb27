package io.github.dcr4j.conformance.replicas;

import okhttp3.Call;
import okhttp3.EventListener;

/** Halts the JVM on either side of what changes something at the server. */
final class CrashingCalls extends EventListener {
    private final Sabotage sabotage;

    CrashingCalls(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    /** The connection stands; not a byte of this request has left. */
    @Override
    public void requestHeadersStart(Call call) {
        switch (call.request().method()) {
            case "POST" -> sabotage.reached(CrashPoint.BEFORE_POST);
            case "DELETE" -> sabotage.reached(CrashPoint.BEFORE_DELETE);
            default -> {}
        }
    }

    /** The request was flushed; reading the answer begins. */
    @Override
    public void responseHeadersStart(Call call) {
        switch (call.request().method()) {
            case "POST" -> sabotage.reached(CrashPoint.AFTER_POST);
            case "PUT" -> sabotage.reached(CrashPoint.AFTER_PUT);
            case "DELETE" -> sabotage.reached(CrashPoint.AFTER_DELETE);
            default -> {}
        }
    }
}
