package io.github.dcr4j;

import org.jspecify.annotations.Nullable;

/** What a lease is, one step after the other: small enough to be seen right. Owners are numbers, nobody is 0. */
public final class LeaseSpecification {
    /** How long a lease lives, in ticks: so short that few operations outlast it. */
    static final int LIFE = 1;

    private int now = 1;
    private int owner;
    private int end;
    private int failures;
    private int intentOf;

    /** Returns what is granted, {@code null} if another owner's lease lives. */
    public @Nullable String claim(int asker) {
        boolean lives = owner != 0 && now < end;
        if (lives && owner != asker) {
            return null;
        }
        if (!lives) {
            owner = asker;
            end = now + LIFE;
        }
        String leftover = intentOf == 0 || intentOf == asker ? "none" : "owner-" + intentOf;
        return "until " + end + " after " + failures + " failures and " + leftover;
    }

    /** Returns whether the asker's lease lives; its intent stands then. */
    public boolean mark(int asker) {
        if (owner != asker || now >= end) {
            return false;
        }
        intentOf = asker;
        return true;
    }

    /** Ends the asker's lease, with every failure and intent. */
    public void succeed(int asker) {
        if (owner == asker) {
            owner = 0;
            failures = 0;
            intentOf = 0;
        }
    }

    /** Ends the asker's lease, with one more failure; what it sent is not known. */
    public void fail(int asker) {
        if (owner == asker) {
            owner = 0;
            failures++;
        }
    }

    /** Forgets the intent of that owner. */
    public void settle(int of) {
        if (intentOf == of) {
            intentOf = 0;
        }
    }

    /** Lets time pass. */
    public void tick() {
        now++;
    }
}
