package io.github.dcr4j.canary;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Secrets to look for and texts to look in, each kept once. Thread-safe. */
final class Sightings {
    /** A bound on the characters kept, so that a test that never stops talking cannot fill the heap: 512 MB at most. */
    static final long MAX_CHARACTERS = 256L << 20;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Set<Text> texts = ConcurrentHashMap.newKeySet();
    private final Set<String> problems = ConcurrentHashMap.newKeySet();
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong ownLines = new AtomicLong();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();

    /**
     * Something that was said.
     *
     * @param sink where
     */
    record Text(String sink, String said) {}

    void secret(String text) {
        if (Needle.isTelling(text)) {
            secrets.add(text);
        }
    }

    void text(String sink, String said) {
        if (said.length() < Needle.GRAM) {
            return;
        }
        if (characters.get() > MAX_CHARACTERS) {
            problem("more than " + MAX_CHARACTERS + " characters were said: the rest was not looked at");
        } else if (texts.add(new Text(sink, said))) {
            characters.addAndGet(said.length());
        }
    }

    void line(String logger) {
        lines.incrementAndGet();
        if (logger.startsWith(Library.ROOT)) {
            ownLines.incrementAndGet();
        }
    }

    void watched(String className) {
        watched.add(className);
    }

    /** Takes note of what keeps the sweep from seeing everything. */
    void problem(String what) {
        problems.add(what);
    }

    List<String> secrets() {
        return List.copyOf(secrets);
    }

    List<Text> texts() {
        return List.copyOf(texts);
    }

    List<String> problems() {
        return problems.stream().sorted().toList();
    }

    long characters() {
        return characters.get();
    }

    /** Returns how many lines were logged, equal ones included. */
    long lines() {
        return lines.get();
    }

    /** Returns how many lines the library logged. */
    long ownLines() {
        return ownLines.get();
    }

    /** Returns the classes that are watched. */
    Set<String> watched() {
        return Set.copyOf(watched);
    }
}
