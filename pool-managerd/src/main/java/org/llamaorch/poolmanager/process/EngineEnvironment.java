package org.llamaorch.poolmanager.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The environment an engine gets: a few names of ours, its devices, and nothing else. */
public final class EngineEnvironment {

    /** Marks every process of an engine as that of a replica of a state folder. */
    public static final String OWNER = "LLAMA_ORCH_REPLICA";

    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");

    private EngineEnvironment() {}

    /**
     * Builds it.
     *
     * @param ours this process's environment
     * @param devices a device mask; {@code cpu} hides every GPU
     * @param owner value of {@link #OWNER}
     * @param extra of the pool's configuration; wins over all but the devices and the owner
     */
    public static Map<String, String> build(
            Map<String, String> ours,
            List<String> devices,
            String owner,
            Map<String, String> extra) {
        Map<String, String> built = new HashMap<>();
        for (String name : PASSED_ON) {
            String value = ours.get(name);
            if (value != null) {
                built.put(name, value);
            }
        }
        built.put("PYTHONDONTWRITEBYTECODE", "1");
        built.put("PYTHONUNBUFFERED", "1");
        built.put("PYTHONNOUSERSITE", "1");
        built.putAll(extra);
        built.put("CUDA_VISIBLE_DEVICES", visible(devices));
        built.put(OWNER, owner);
        return new TreeMap<>(built);
    }

    private static String visible(List<String> devices) {
        if (devices.contains("cpu")) {
            return "";
        }
        return String.join(
                ",",
                devices.stream()
                        .map(each -> each.startsWith("GPU") ? each.substring(3) : each)
                        .toList());
    }
}
