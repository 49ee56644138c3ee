package org.llamaorch.core.placement;

/**
 * Memory of the devices that a replica runs on, as it was last seen.
 *
 * @param totalBytes 0 while not known
 * @param freeBytes 0 while not known
 */
public record Vram(long totalBytes, long freeBytes) {

    public static final Vram UNKNOWN = new Vram(0, 0);
}
