package org.llamaorch.poolmanager.supervise;

import org.llamaorch.poolmanager.process.ExitReport;

/**
 * Everything that can happen to a supervised replica. {@code run} counts the engines that were
 * started; what comes late from an earlier one is ignored.
 */
public sealed interface Occurrence {

    /** It is to be started for the first time. */
    record Begin() implements Occurrence {}

    /** An engine of a daemon that died serves and has decoded before; its run is the first. */
    record Adopted(EngineProperties properties) implements Occurrence {}

    record Spawned(int run) implements Occurrence {}

    record NotSpawned(int run, String cause) implements Occurrence {}

    record Looked(int run, ProbeResult result) implements Occurrence {}

    /** Its process has ended by itself. */
    record Exited(int run, ExitReport report) implements Occurrence {}

    /** Its output tells of a fault though it runs on. */
    record FaultSeen(int run, ExitReport report) implements Occurrence {}

    /** Its process is gone after {@link Order.End}. */
    record Ended(int run) implements Occurrence {}

    /** The time that {@link ReplicaMachine#wakeAtMs} named has come. */
    record Wake() implements Occurrence {}

    record StopAsked() implements Occurrence {}
}
