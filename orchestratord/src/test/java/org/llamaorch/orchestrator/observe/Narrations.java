package org.llamaorch.orchestrator.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Everything that the narrator can tell beside notices, by the method's name. */
final class Narrations {

    /** Names from outside, which belong into fields. */
    static final String NAME = "zephyr";

    private Narrations() {}

    static Map<String, Consumer<Narrator>> all() {
        Map<String, Consumer<Narrator>> all = new HashMap<>();
        all.put(
                "startup",
                n -> {
                    n.startup("http://zephyr:8080", "0.1.0", 0, "process", 0);
                    n.startup("http://zephyr:8080", "0.1.0", 1, "memory", 1);
                    n.startup("http://zephyr:8080", "0.1.0", 10_000, "power", 1_000_000);
                });
        all.put("poolManagerStarts", n -> n.poolManagerStarts("http://zephyr:9200", "0.1.0", 12));
        all.put("startupRefused", n -> n.startupRefused("ZEPHYR_KIND", "zephyr is wrong"));
        all.put("stopping", n -> n.stopping(86_400_000));
        all.put(
                "requestFailed",
                n ->
                        n.requestFailed(
                                "zephyr",
                                "token:0a1b2c",
                                "POST /zephyr",
                                new IllegalStateException("z")));
        all.put("keyMade", n -> n.keyMade("zephyr", "0a1b2c"));
        all.put("keyRevoked", n -> n.keyRevoked("zephyr", "0a1b2c"));
        all.put("keyChanged", n -> n.keyChanged("zephyr"));
        all.put("keysKept", n -> n.keysKept("zephyr cannot be read"));
        all.put(
                "workerRegistered",
                n -> n.workerRegistered("c", "token:0a1b2c", "zephyr", "zephyr"));
        all.put(
                "modelChanged",
                n -> {
                    for (String action :
                            new String[] {"described", "retired", "activated", "deleted"}) {
                        n.modelChanged("zephyr", action);
                    }
                });
        all.put(
                "modelVerified",
                n -> {
                    n.modelVerified("zephyr", "pass", "verified", "zephyr is right");
                    n.modelVerified("zephyr", "fail", "digest", "zephyr is wrong");
                });
        all.put("reloadBegins", n -> n.reloadBegins("zephyr", "file:/zephyr.gguf"));
        all.put("reloadFailed", n -> n.reloadFailed("zephyr", "file:/zephyr.gguf", "zephyr"));
        all.put("purgeBegins", n -> n.purgeBegins("zephyr"));
        all.put("spansLost", n -> n.spansLost(3, 4, "Connection refused"));
        all.put("configChanged", n -> n.configChanged("zephyr"));
        all.put("configRefused", n -> n.configRefused("zephyr"));
        return all;
    }
}
