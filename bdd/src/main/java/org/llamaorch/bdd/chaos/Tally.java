package org.llamaorch.bdd.chaos;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What was counted. Safe from any thread. */
final class Tally {

    private static final int FINDINGS_SHOWN = 20;

    final AtomicLong accepted = new AtomicLong();
    final AtomicLong cancelled = new AtomicLong();
    final AtomicLong resumed = new AtomicLong();
    final AtomicLong repeated = new AtomicLong();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong endedTwice = new AtomicLong();
    private final AtomicLong tokenAfterCancel = new AtomicLong();
    private final AtomicLong frameChanged = new AtomicLong();
    private final AtomicLong otherwiseWrong = new AtomicLong();
    private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();

    /** A broken promise, by its kind. */
    enum Broken {
        LOST,
        ENDED_TWICE,
        TOKEN_AFTER_CANCEL,
        FRAME_CHANGED_ON_RESUME,
        OTHERWISE_WRONG
    }

    /** A task was followed to its end; followed again it is the same task. */
    void ended(String taskId) {
        ended.add(taskId);
    }

    void found(Broken kind, String what) {
        AtomicLong counter =
                switch (kind) {
                    case LOST -> lost;
                    case ENDED_TWICE -> endedTwice;
                    case TOKEN_AFTER_CANCEL -> tokenAfterCancel;
                    case FRAME_CHANGED_ON_RESUME -> frameChanged;
                    case OTHERWISE_WRONG -> otherwiseWrong;
                };
        counter.incrementAndGet();
        if (findings.size() < FINDINGS_SHOWN) {
            findings.add(kind + ": " + what);
        }
    }

    boolean clean() {
        return lost.get()
                        + endedTwice.get()
                        + tokenAfterCancel.get()
                        + frameChanged.get()
                        + otherwiseWrong.get()
                == 0;
    }

    List<String> findings() {
        return List.copyOf(findings);
    }

    String summary(int kills) {
        return "%d kills: %d accepted, %d ended, %d cancelled, %d resumed, %d repeated; lost %d, ended twice %d, token after cancel %d, frame changed on resume %d, otherwise wrong %d"
                .formatted(
                        kills,
                        accepted.get(),
                        ended.size(),
                        cancelled.get(),
                        resumed.get(),
                        repeated.get(),
                        lost.get(),
                        endedTwice.get(),
                        tokenAfterCancel.get(),
                        frameChanged.get(),
                        otherwiseWrong.get());
    }
}
