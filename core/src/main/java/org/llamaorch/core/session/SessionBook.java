package org.llamaorch.core.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.ReplicaId;

/**
 * The callers' sessions: time to live, turns, where their cache is warm. Confined to the
 * scheduler's thread.
 *
 * <ol>
 *   <li>the first task of a session creates it; the time to live runs from its last use
 *   <li>it does not expire while a task of it lives
 *   <li>a completed task is a turn; the one after the last starts cold and counts as the first
 *   <li>beyond the most kept, the least recently used without a living task goes
 *   <li>a deleted session's living tasks go on and settle nothing
 * </ol>
 */
public final class SessionBook {

    private record Name(String caller, String sessionId) {}

    private SessionLimits limits;
    private final Map<Name, LiveSession> sessions = new HashMap<>();
    private final Map<String, TreeSet<String>> callers = new HashMap<>();

    /** Sessions without a living task, by when they were last used; a number tells equals apart. */
    private final TreeMap<LastUse, LiveSession> idle = new TreeMap<>();

    private long uses;

    public SessionBook(SessionLimits limits) {
        this.limits = limits;
    }

    /** From now on these hold, for the sessions that are kept, too. */
    public void take(SessionLimits others) {
        limits = others;
    }

    /** The session as it stands; null when there is none. */
    public @Nullable Session find(String caller, String sessionId) {
        LiveSession found = sessions.get(new Name(caller, sessionId));
        return found == null ? null : found.session;
    }

    /** Whether the session's next task would be the turn after its last. */
    public boolean turnsUsedUp(String caller, String sessionId) {
        Session session = find(caller, sessionId);
        return session != null && session.turns() >= limits.turnsMax();
    }

    /**
     * A task of the session was let in; creates it when it is new.
     *
     * @param reserved the most that the task can use
     */
    public LiveSession use(String caller, String sessionId, Spending reserved, long nowMs) {
        Name name = new Name(caller, sessionId);
        LiveSession live = sessions.get(name);
        if (live == null) {
            live =
                    new LiveSession(
                            new Session(caller, sessionId, 0, nowMs, null, Spending.NONE)); // 1
            keep(name, live);
        } else {
            unlist(live);
        }
        live.tasks++;
        live.reserved = live.reserved.plus(reserved);
        live.session = live.session.usedAt(nowMs);
        return live;
    }

    /**
     * A task of it is over.
     *
     * @param turn whether it completed and so is a turn
     * @param replica where its cache is warm now; null when it did not get so far
     * @param reserved what was reserved for it
     * @param used what of it it has used
     * @return the session to keep; empty when it was deleted meanwhile
     */
    public Optional<Session> settle(
            LiveSession live,
            boolean turn,
            @Nullable ReplicaId replica,
            Spending reserved,
            Spending used,
            long nowMs) {
        live.tasks--;
        live.reserved = live.reserved.minus(reserved);
        if (live.deleted) { // 5
            return Optional.empty();
        }
        Session session = live.session;
        int turns = session.turns();
        if (turn) {
            turns = turns >= limits.turnsMax() ? 1 : turns + 1; // 3
        }
        live.session =
                new Session(
                        session.caller(),
                        session.sessionId(),
                        turns,
                        nowMs,
                        replica == null ? session.lastReplica() : replica,
                        session.used().plus(used));
        if (live.tasks == 0) {
            list(live);
        }
        return Optional.of(live.session);
    }

    /** What the replica had cached is gone: no session is warm there any more. */
    public void leave(ReplicaId replica) {
        for (LiveSession live : sessions.values()) {
            Session session = live.session;
            if (replica.equals(session.lastReplica())) {
                live.session =
                        new Session(
                                session.caller(),
                                session.sessionId(),
                                session.turns(),
                                session.lastUsedAtMs(),
                                null,
                                session.used());
            }
        }
    }

    /** Forgets the session; its tasks go on. Says whether there was one. */
    public boolean delete(String caller, String sessionId) {
        LiveSession live = sessions.remove(new Name(caller, sessionId));
        if (live == null) {
            return false;
        }
        TreeSet<String> ofId = callers.get(sessionId);
        if (ofId != null && ofId.remove(caller) && ofId.isEmpty()) {
            callers.remove(sessionId);
        }
        unlist(live);
        live.deleted = true;
        return true;
    }

    /** Takes out the sessions whose time is over, and those beyond the most kept. */
    public List<Session> expire(long nowMs) {
        List<Session> gone = new ArrayList<>();
        while (!idle.isEmpty()
                && (idle.firstKey().atMs() + limits.ttlMs() <= nowMs // 1
                        || sessions.size() > limits.sessionsMax())) { // 4
            LiveSession live = idle.firstEntry().getValue();
            gone.add(live.session);
            delete(live.session.caller(), live.session.sessionId());
        }
        return gone;
    }

    /** When the next one expires, epoch milliseconds; {@code Long.MAX_VALUE} for never. */
    public long nextExpiryMs() {
        if (sessions.size() > limits.sessionsMax() && !idle.isEmpty()) {
            return 0;
        }
        return idle.isEmpty() ? Long.MAX_VALUE : idle.firstKey().atMs() + limits.ttlMs();
    }

    /** Takes a session back from the journal. */
    public void restore(Session session) {
        delete(session.caller(), session.sessionId());
        LiveSession live = new LiveSession(session);
        keep(new Name(session.caller(), session.sessionId()), live);
        list(live);
    }

    /**
     * Restores that a task of the session lives, without using it anew; one that was deleted while
     * the task lived stays so.
     */
    public LiveSession reopen(String caller, String sessionId, Spending reserved) {
        LiveSession live = sessions.get(new Name(caller, sessionId));
        if (live == null) {
            live = new LiveSession(new Session(caller, sessionId, 0, 0, null, Spending.NONE));
            live.deleted = true; // 5
        } else {
            unlist(live);
        }
        live.tasks++;
        live.reserved = live.reserved.plus(reserved);
        return live;
    }

    /** Whose the session of this id is that {@code caller}, who sees all, means: its own first. */
    public String callerOf(String sessionId, String caller) {
        TreeSet<String> ofId = callers.get(sessionId);
        return ofId == null || ofId.contains(caller) ? caller : ofId.first();
    }

    /** What the session has used, and what its living tasks may still use. */
    public Spending spoken(String caller, String sessionId) {
        LiveSession live = sessions.get(new Name(caller, sessionId));
        return live == null ? Spending.NONE : live.session.used().plus(live.reserved);
    }

    public Collection<Session> all() {
        return Collections.unmodifiableCollection(
                sessions.values().stream().map(live -> live.session).toList());
    }

    /**
     * What may be seen of it; the defaults when it is unknown (B-SS-001).
     *
     * @param warm whether the replica of its last task still answers
     * @param left what its next task may use
     */
    public SessionInfo info(
            String caller, String sessionId, boolean warm, Spending left, long nowMs) {
        LiveSession live = sessions.get(new Name(caller, sessionId));
        long ttlMs = limits.ttlMs();
        int turns = 0;
        if (live != null) {
            turns = live.session.turns();
            if (live.tasks == 0) { // 2
                ttlMs = Math.max(0, live.session.lastUsedAtMs() + limits.ttlMs() - nowMs);
            }
        }
        return new SessionInfo(
                sessionId,
                ttlMs,
                turns,
                0,
                warm,
                left.wireTokens(),
                left.wireTimeMs(),
                left.wireCost());
    }

    private void keep(Name name, LiveSession live) {
        sessions.put(name, live);
        callers.computeIfAbsent(name.sessionId(), _ -> new TreeSet<>()).add(name.caller());
    }

    private record LastUse(long atMs, long number) implements Comparable<LastUse> {
        @Override
        public int compareTo(LastUse other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private void list(LiveSession live) {
        live.listedNumber = ++uses;
        idle.put(new LastUse(live.session.lastUsedAtMs(), live.listedNumber), live);
    }

    private void unlist(LiveSession live) {
        idle.remove(new LastUse(live.session.lastUsedAtMs(), live.listedNumber));
    }
}
