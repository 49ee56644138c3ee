package org.llamaorch.bdd.survey;

import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.Node;
import io.cucumber.plugin.event.TestSourceParsed;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The names of the features of a run, by their files. Safe from the threads of scenarios. */
public final class FeatureNames {

    private final Map<URI, String> names = new ConcurrentHashMap<>();

    /** Learns them as the run reads its features. */
    public void listenTo(EventPublisher publisher) {
        publisher.registerHandlerFor(
                TestSourceParsed.class,
                event -> {
                    for (Node feature : event.getNodes()) {
                        names.put(event.getUri(), feature.getName().orElse(""));
                    }
                });
    }

    /** The feature's name; empty when it has none, or was not read. */
    public String of(URI file) {
        return names.getOrDefault(file, "");
    }
}
