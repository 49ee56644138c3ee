package org.llamaorch.orchestrator.registry;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.registry.HandoffFile.Said;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the replicas that files in the handoff folder name (B-BG-001 to 012). Every look at it:
 *
 * <ol>
 *   <li>a folder that others may write in is not believed; what is bound stays
 *   <li>a file that is new or says something else, or whose key is another, binds its replica,
 *       unless somebody else named that one; a replica that moved is bound anew, and what runs on
 *       the old one goes on
 *   <li>a broken file is reported once for each content; what it said before stays
 *   <li>a file that went unbinds its replica
 * </ol>
 *
 * The first look also unbinds what files named in an earlier life and no longer do. Runs on a
 * virtual thread of its own; {@link #close} is for others.
 */
public final class HandoffWatcher implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffWatcher.class);

    /** What a file said last, and the binding that is ours because of it. */
    private record Known(Said said, @Nullable Binding binding) {}

    private final HandoffSettings settings;
    private final HandoffFolder folder;
    private final WorkerRules rules;
    private final ConfiguredPools configured;
    private final Replicas replicas;
    private final Core core;
    private final Map<Path, Known> known = new HashMap<>();
    private final Thread thread;
    private @Nullable String reported;
    private boolean looked;

    /** Nothing is looked at before {@link #start}. */
    public HandoffWatcher(
            HandoffSettings settings,
            WorkerRules rules,
            ConfiguredPools configured,
            Replicas replicas,
            Core core) {
        this.settings = settings;
        this.folder = new HandoffFolder(settings.folder());
        this.rules = rules;
        this.configured = configured;
        this.replicas = replicas;
        this.core = core;
        this.thread = Thread.ofVirtual().name("handoff").unstarted(this);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (true) {
                try {
                    look();
                } catch (IOException problem) {
                    report(problem.toString());
                } catch (ExecutionException | RuntimeException problem) {
                    LOG.error("A look at the handoff folder fails because of a defect.", problem);
                }
                Thread.sleep(settings.intervalMs());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws IOException, InterruptedException, ExecutionException {
        Optional<String> distrusted = folder.distrusted(); // 1
        if (distrusted.isPresent()) {
            report(distrusted.get());
            return;
        }
        reported = null;
        List<Path> files = folder.files(settings.filesMax());
        for (Path file : files) {
            look(file);
        }
        Set<Path> there = new HashSet<>(files);
        known.entrySet()
                .removeIf(each -> {
                    boolean gone = !there.contains(each.getKey());
                    if (gone) {
                        leave(each.getValue().binding(), null, "its handoff file went"); // 4
                    }
                    return gone;
                });
        if (!looked) {
            looked = true;
            unbindTheForgotten();
        }
    }

    private void look(Path file) throws InterruptedException {
        Known before = known.get(file);
        Said said = Said.NOTHING;
        try {
            said = HandoffFile.read(file);
            said = said.withKey();
            if (before == null || !before.said().equals(said)) {
                Binding binding = HandoffFile.binding(said, rules);
                known.put(file, new Known(said, taken(file, binding, before))); // 2
            }
        } catch (NoSuchFileException wentMeanwhile) {
            LOG.atDebug()
                    .addKeyValue("target", file.getFileName())
                    .log("A handoff file goes while it is read.");
        } catch (HandoffFile.Broken | IOException broken) { // 3
            if (before == null || !before.said().equals(said)) {
                LOG.atWarn()
                        .addKeyValue("target", file)
                        .addKeyValue("cause", broken.getMessage())
                        .log("A handoff file is broken; it binds nothing.");
                known.put(file, new Known(said, before == null ? null : before.binding()));
            }
        }
    }

    /** The binding when it is ours now; null when somebody else has named the replica. */
    private @Nullable Binding taken(Path file, Binding binding, @Nullable Known before)
            throws InterruptedException {
        leave(before == null ? null : before.binding(), binding, "its handoff file names another");
        Optional<Binding> there = replicas.binding(binding.id());
        boolean elsewhere =
                configured.names(binding.id())
                        || (there.isPresent() && there.get().origin() != ReplicaOrigin.HANDOFF);
        if (elsewhere) {
            LOG.atInfo()
                    .addKeyValue("target", file)
                    .addKeyValue("replica_id", binding.id())
                    .log("A handoff file names a worker that is bound already.");
            return null;
        }
        if (!replicas.hasRoom(binding.id())) {
            LOG.atWarn()
                    .addKeyValue("target", file)
                    .addKeyValue("replica_id", binding.id())
                    .log("A handoff file binds nothing: no more workers can be bound.");
            return null;
        }
        configured.giveWay(binding.id());
        replicas.bind(binding);
        return binding;
    }

    /** Unbinds what a file had bound, unless it is the same replica that is bound anew. */
    private void leave(@Nullable Binding bound, @Nullable Binding next, String cause) {
        if (bound != null
                && (next == null || !next.id().equals(bound.id()))
                && replicas.binds(bound)) {
            replicas.unbind(bound.id(), cause);
        }
    }

    private void unbindTheForgotten() throws InterruptedException, ExecutionException {
        List<ReplicaId> forgotten =
                core.ask((state, nowMs) ->
                                state.pools(nowMs).stream()
                                        .flatMap(pool -> pool.replicas().stream())
                                        .map(PoolView.ReplicaView::status)
                                        .filter(each -> each.origin() == ReplicaOrigin.HANDOFF)
                                        .map(ReplicaStatus::id)
                                        .toList())
                        .get();
        for (ReplicaId id : forgotten) {
            if (replicas.binding(id).isEmpty()) {
                core.post(new Event.ReplicaGone(id, "its handoff file went"));
            }
        }
    }

    private void report(String cause) {
        if (!cause.equals(reported)) {
            reported = cause;
            LOG.atWarn().addKeyValue("cause", cause).log("The handoff folder cannot be read.");
        }
    }

    /** Ends the looking and waits for it; what is bound stays bound. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
