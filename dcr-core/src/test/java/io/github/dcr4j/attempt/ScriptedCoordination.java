package io.github.dcr4j.attempt;

import io.github.dcr4j.DcrKey;
import io.github.dcr4j.store.DcrCoordination;
import io.github.dcr4j.store.DcrLease;
import io.github.dcr4j.store.KeyStanding;
import io.github.dcr4j.store.RefusedDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A coordination that answers what it was told to, and keeps what it was asked. Used by one thread at a time. */
public final class ScriptedCoordination implements DcrCoordination {
    public final List<ClaimRequest> asked = new ArrayList<>();
    public final List<Intent> marks = new ArrayList<>();
    public final List<Outcome> released = new ArrayList<>();
    public boolean leaseHeld = true;
    public @Nullable RefusedDocument refused;

    @Nullable
    public RuntimeException releaseFailure;

    /** Whether the lease is still held at the mark of this number, the first being 1. */
    public IntPredicate granting = mark -> leaseHeld;

    private final Deque<Claim> next = new ArrayDeque<>();
    private @Nullable Claim always;
    private @Nullable RuntimeException failure;

    public void claims(Claim... answers) {
        next.addAll(Arrays.asList(answers));
    }

    public void always(Claim answer) {
        always = answer;
    }

    public void fails(RuntimeException failure) {
        this.failure = failure;
    }

    @Override
    public Claim claim(ClaimRequest request) {
        asked.add(request);
        if (failure != null) {
            throw failure;
        }
        if (asked.size() > 100_000) {
            throw new AssertionError("it spins");
        }
        Claim answer = next.poll();
        return answer != null ? answer : Objects.requireNonNull(always, "no further answer");
    }

    @Override
    public boolean mark(DcrLease lease, Intent intent) {
        marks.add(intent);
        return granting.test(marks.size());
    }

    @Override
    public void release(DcrLease lease, Outcome outcome) {
        released.add(outcome);
        if (releaseFailure != null) {
            throw releaseFailure;
        }
    }

    @Override
    public void settled(DcrKey key, String clientId) {
        throw new UnsupportedOperationException("settled");
    }

    @Override
    public void refused(DcrKey key, @Nullable RefusedDocument document) {
        refused = document;
    }

    @Override
    public KeyStanding standing(DcrKey key, String metadataDigest, Ceiling ceiling) {
        throw new UnsupportedOperationException("standing");
    }
}
