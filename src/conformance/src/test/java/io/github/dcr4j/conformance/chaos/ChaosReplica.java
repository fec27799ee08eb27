package io.github.dcr4j.conformance.chaos;

import io.github.dcr4j.conformance.chaos.ChaosCommand.Verb;
import io.github.dcr4j.conformance.replicas.ReplicaLine;
import io.github.dcr4j.conformance.replicas.ReplicaProcess;
import java.time.Duration;

/** A replica in a JVM of its own, which writes into the journal of all. */
final class ChaosReplica implements AutoCloseable {
    private final String name;
    private final ReplicaProcess process;
    private boolean frozen;

    private ChaosReplica(String name, ReplicaProcess process) {
        this.name = name;
        this.process = process;
    }

    static ChaosReplica start(ChaosSpec spec, ChaosJournal journal) {
        return new ChaosReplica(
                spec.name(),
                ReplicaProcess.start(
                        ChaosProgram.class,
                        spec.arguments(),
                        line -> journal.add(spec.name(), ReplicaLine.read(line, ChaosLine.class)),
                        () -> {}));
    }

    String name() {
        return name;
    }

    void setClock(Duration ahead) {
        send(new ChaosCommand(Verb.SET_CLOCK, "", "", ahead.toMillis()));
    }

    /** Ends its callers; it writes when that is done. */
    void stop() {
        send(new ChaosCommand(Verb.STOP, "", "", 0));
    }

    /** Closes its resolver and its store; it writes when that is done. */
    void closeResolver() {
        send(new ChaosCommand(Verb.CLOSE, "", "", 0));
    }

    private void send(ChaosCommand command) {
        if (!process.send(ReplicaLine.write(command))) {
            throw new IllegalStateException(name + " has ended by itself: " + process);
        }
    }

    void freeze() {
        frozen = true;
        process.freeze();
    }

    /** Lets it go on, if it stands still. */
    void thaw() {
        if (frozen) {
            frozen = false;
            process.thaw();
        }
    }

    String log() {
        return process.log();
    }

    /** Kills it. */
    @Override
    public void close() {
        frozen = false;
        process.close();
    }
}
