package org.llamaorch.poolmanager.process;

import java.util.Optional;

/**
 * What makes a process the very one that was started: a number alone is used again by others.
 *
 * @param pid its number, and that of its session and process group
 * @param startTicks clock ticks from boot to its start
 * @param bootId of the boot in which it was started
 * @param argumentsSha256 of its argument vector
 */
public record ProcessIdentity(long pid, long startTicks, String bootId, String argumentsSha256) {

    /** Whether that process lives now; a zombie does not. */
    public boolean alive() {
        return started().filter(Proc.Stat::alive).isPresent();
    }

    /**
     * Whether it lives, in this boot, with the very arguments: what is checked before anything that
     * was found in a record is adopted or ended (contract §9).
     */
    public boolean provenAlive() {
        return bootId.equals(Proc.bootId())
                && alive()
                && Proc.argumentsHash(pid).filter(argumentsSha256::equals).isPresent();
    }

    /** Whether its number now belongs to a process that is not it. */
    boolean taken() {
        return Proc.stat(pid).filter(now -> now.startTicks() != startTicks).isPresent();
    }

    private Optional<Proc.Stat> started() {
        return Proc.stat(pid).filter(now -> now.startTicks() == startTicks);
    }
}
