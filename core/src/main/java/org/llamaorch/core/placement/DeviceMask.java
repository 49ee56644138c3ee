package org.llamaorch.core.placement;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Device masks as callers write them, {@code 0,1} or {@code GPU0,GPU1} (contract §9, GPUs). */
final class DeviceMask {

    private DeviceMask() {}

    /** Whether the replica runs on devices of the mask alone; one of unknown devices does not. */
    static boolean covers(String mask, List<String> devices) {
        if (devices.isEmpty()) {
            return false;
        }
        Set<String> allowed = new TreeSet<>();
        for (String device : mask.split(",", -1)) {
            allowed.add(plain(device));
        }
        return devices.stream().allMatch(device -> allowed.contains(plain(device)));
    }

    private static String plain(String device) {
        String name = device.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("gpu") ? name.substring(3) : name;
    }
}
