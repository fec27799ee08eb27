package io.github.dcr4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What the server received, in the order of arrival. Thread-safe. */
final class CallLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<RecordedCall> calls = new ArrayList<>();

    void add(RecordedCall call) {
        lock.lock();
        try {
            calls.add(call);
        } finally {
            lock.unlock();
        }
    }

    List<RecordedCall> all() {
        lock.lock();
        try {
            return List.copyOf(calls);
        } finally {
            lock.unlock();
        }
    }

    List<RecordedCall> at(FakeEndpoint endpoint) {
        return all().stream().filter(call -> call.endpoint() == endpoint).toList();
    }

    void clear() {
        lock.lock();
        try {
            calls.clear();
        } finally {
            lock.unlock();
        }
    }
}
