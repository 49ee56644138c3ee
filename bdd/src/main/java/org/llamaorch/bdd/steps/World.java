package org.llamaorch.bdd.steps;

import io.cucumber.java.After;
import io.cucumber.java.Scenario;
import io.cucumber.java.Status;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.report.ProofBundle;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.EventStream;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Transcript;
import org.llamaorch.bdd.target.Waiting;

/**
 * What one scenario asks and hears, through which keys; and its end, which closes all that it
 * started ({@link Setup}, {@link ScenarioTasks}). Confined to the scenario's thread.
 */
public final class World {

    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private @Nullable Api api;
    private @Nullable Answer last;
    private List<Answer> answers = List.of();

    public World(Setup setup, ScenarioTasks tasks, ScenarioFolder folder) {
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
    }

    /** Of the address that was given, else of the scenario's own daemon, which it starts. */
    Api api() {
        if (api == null) {
            api = new Api(Setup.settings().target().orElseGet(() -> setup.daemon().address()));
            headers.forEach(api::always);
        }
        return api;
    }

    /** A header of every request from now on; streams are opened without it. */
    void always(String name, String value) {
        headers.put(name, value);
        if (api != null) {
            api.always(name, value);
        }
    }

    /** Waits until the task with this id has ended so. */
    void awaitOutcome(String id, String outcome) {
        Waiting.untilTrue(
                "task " + id + " to end as " + outcome,
                SuiteSettings.SOON,
                () ->
                        api().get("/v2/tasks/" + id)
                                .json()
                                .path("outcome")
                                .asString("")
                                .equals(outcome));
    }

    void key(String name, String secret) {
        keys.put(name, secret);
    }

    /** The secret of the key that the scenario calls {@code name}. */
    String key(String name) {
        String secret = keys.get(name);
        if (secret == null) {
            throw new AssertionError("the scenario has no key " + name);
        }
        return secret;
    }

    Collection<String> keys() {
        return keys.values();
    }

    void last(Answer answer) {
        last = answer;
    }

    /** The answer that Then steps speak of. */
    Answer last() {
        if (last == null) {
            throw new AssertionError("the scenario has no answer yet");
        }
        return last;
    }

    void answers(List<Answer> all) {
        answers = List.copyOf(all);
    }

    /** Of several requests at once. */
    List<Answer> answers() {
        return answers;
    }

    /** The answer to the submission of a task, which may be a refusal; it is the last one, too. */
    void submitted(String name, Answer answer) {
        tasks.submitted(name, answer);
        last = answer;
    }

    void closeWithScenario(AutoCloseable closeable) {
        others.add(closeable);
    }

    /**
     * Ends what the scenario started; keeps its folder only when it failed, for a look at its logs.
     */
    @After
    public void close(Scenario scenario) {
        Optional<Path> proof = ProofBundle.folderOf(scenario.getUri(), scenario.getLine());
        proof.ifPresent(this::keepWhatWasSeen);
        tasks.streams().values().forEach(EventStream::close);
        if (Setup.hasTarget() || setup.sharedFolder().isPresent()) {
            cancelAll();
        }
        for (AutoCloseable other : others) {
            try {
                other.close();
            } catch (Exception cause) {
                throw new IllegalStateException("cannot close what the scenario opened", cause);
            }
        }
        boolean failed = scenario.getStatus() == Status.FAILED;
        setup.close(!failed);
        Transcript.take(); // what was asked to leave things in order is no scenario's
        folder.ifMade().ifPresent(own -> proof.ifPresent(kept -> ProofBundle.keepLogs(kept, own)));
        if (failed) {
            Stream.concat(folder.ifMade().stream(), setup.sharedFolder().stream())
                    .forEach(own -> scenario.log("its logs and state are in " + own));
        } else {
            folder.delete();
        }
    }

    private void keepWhatWasSeen(Path proof) {
        ProofBundle.keep(proof, "transcript.txt", Transcript.take());
        tasks.streams()
                .forEach((name, stream) ->
                        ProofBundle.keep(
                                proof,
                                "stream-" + name.replaceAll("[^A-Za-z0-9-]", "_") + ".txt",
                                String.join(
                                        "", stream.frames().stream().map(Frame::raw).toList())));
        if (setup.sharedFolder().isPresent()) {
            ProofBundle.keep(proof, "daemon.log", setup.daemon().log());
        }
        if (setup.ifRunning().isPresent()) {
            try {
                ProofBundle.keep(proof, "metrics.txt", api().get("/metrics").text());
                Transcript.take(); // which does not begin the next scenario's
            } catch (UncheckedIOException | AssertionError _) {
                // A daemon that does not answer any more has no sample to keep.
            }
        }
    }

    /** A service that goes on is left as it was found, unless it is dead or unwell. */
    private void cancelAll() {
        for (Answer admission : tasks.admissions()) {
            if (admission.status() == 202) {
                String id = admission.json().path("task_id").asString("");
                try {
                    api().post("/v2/tasks/" + id + "/cancel", null);
                } catch (UncheckedIOException _) {
                    return;
                }
            }
        }
    }
}
