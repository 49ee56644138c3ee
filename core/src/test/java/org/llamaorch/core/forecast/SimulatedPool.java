package org.llamaorch.core.forecast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** A first-come-first-served pool under virtual time whose engine's true pace the test decides. */
final class SimulatedPool {

    /** A task, what was told of it at admission, and what really becomes of it. */
    static final class Task {
        final String caller;
        final int promptBytes;
        final int expectedTokens;
        final long deadlineAtMs;
        final double serviceMs;
        final int tokensOut;
        ServiceTime told = new ServiceTime(0, 0, false);
        double chance;
        long startedAtMs;

        Task(
                String caller,
                int promptBytes,
                int expectedTokens,
                int tokensOut,
                double serviceMs,
                long deadlineAtMs) {
            this.caller = caller;
            this.promptBytes = promptBytes;
            this.expectedTokens = expectedTokens;
            this.tokensOut = tokensOut;
            this.serviceMs = serviceMs;
            this.deadlineAtMs = deadlineAtMs;
        }

        long endsAtMs() {
            return startedAtMs + Math.round(serviceMs);
        }
    }

    /** A chance that was told and what came of it. */
    record Told(double chance, boolean onTime) {}

    private static final int MAX_TOKENS = 512;

    private final SplittableRandom random;
    private final Forecast forecast;
    private final int slots;
    private final double load;
    private final ArrayDeque<Task> queue = new ArrayDeque<>();
    private final PriorityQueue<Task> running =
            new PriorityQueue<>(Comparator.comparingLong(Task::endsAtMs));
    private final List<Told> told = new ArrayList<>();

    SimulatedPool(long seed, Forecast forecast, int slots, double load) {
        this.random = new SplittableRandom(seed);
        this.forecast = forecast;
        this.slots = slots;
        this.load = load;
    }

    /** Runs {@code count} tasks through and gives what was told of each, in the order of ends. */
    List<Told> run(int count) {
        double meanServiceMs = 1_900;
        double nowMs = 1;
        for (int i = 0; i < count; i++) {
            nowMs += -Math.log(1 - random.nextDouble()) * meanServiceMs / slots / load;
            long arrivalMs = Math.round(nowMs);
            settle(arrivalMs);
            admit(arrivalMs);
        }
        settle(Long.MAX_VALUE);
        return told;
    }

    private void admit(long nowMs) {
        Task task = draw(nowMs);
        task.told =
                forecast.serviceTime(
                        "pool",
                        task.caller,
                        "model",
                        task.promptBytes,
                        MAX_TOKENS,
                        task.caller.equals("guesser") ? task.expectedTokens : null,
                        1);
        List<Double> rest =
                running.stream()
                        .map(t -> forecast.remainingMs(t.told, nowMs - t.startedAtMs))
                        .toList();
        List<ServiceTime> ahead = queue.stream().map(t -> t.told).toList();
        StartTime start = forecast.startTime(slots, rest, ahead, slots - running.size());
        task.chance = forecast.onTimeProbability(start, task.told, task.deadlineAtMs - nowMs);
        queue.add(task);
        fill(nowMs);
    }

    private Task draw(long nowMs) {
        String caller = List.of("short", "long", "guesser").get(random.nextInt(3));
        double median = caller.equals("long") ? 150 : 40;
        int expected = 10 + random.nextInt(200);
        double length =
                caller.equals("guesser")
                        ? 1.5 * expected * Math.exp(0.2 * gauss())
                        : median * Math.exp(0.7 * gauss());
        int tokens = Math.clamp(Math.round(length), 1, MAX_TOKENS);
        int bytes = 40 + random.nextInt(4_000);
        double serviceMs = 20 + bytes / 4.0 * 0.5 + tokens * 12 * Math.exp(0.15 * gauss());
        long deadlineMs = Math.round(500 * Math.exp(random.nextDouble() * 3.2));
        return new Task(caller, bytes, expected, tokens, serviceMs, nowMs + deadlineMs);
    }

    private double gauss() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private void settle(long untilMs) {
        while (!running.isEmpty() && running.element().endsAtMs() <= untilMs) {
            Task task = running.remove();
            long nowMs = task.endsAtMs();
            boolean onTime = nowMs <= task.deadlineAtMs;
            told.add(new Told(task.chance, onTime));
            forecast.told(task.chance, onTime);
            long prefillMs = Math.round(20 + task.promptBytes / 4.0 * 0.5);
            forecast.finished(
                    new Observation(
                            "pool",
                            task.caller,
                            "model",
                            task.promptBytes,
                            task.promptBytes / 4,
                            0,
                            task.tokensOut,
                            task.caller.equals("guesser") ? task.expectedTokens : null,
                            MAX_TOKENS,
                            1,
                            prefillMs,
                            Math.round(task.serviceMs) - prefillMs,
                            Math.round(task.serviceMs),
                            nowMs));
            fill(nowMs);
        }
    }

    private void fill(long nowMs) {
        while (running.size() < slots && !queue.isEmpty()) {
            Task task = queue.remove();
            task.startedAtMs = nowMs;
            forecast.started("pool", nowMs);
            running.add(task);
        }
    }
}
