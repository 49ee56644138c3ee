package org.llamaorch.engines.probe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is, as it says itself.
 *
 * @param live it answers
 * @param loading it answers that it loads its model
 * @param slots how many requests it decodes at once; 0 when it does not say
 * @param ctxMax tokens of context of a slot; 0 when it does not say
 * @param models the names of its model, the one it wants in requests first
 * @param version what it calls itself; empty when it does not say
 * @param error why it cannot be used; null when it can
 */
public record EngineState(
        boolean live,
        boolean loading,
        int slots,
        int ctxMax,
        List<String> models,
        String version,
        @Nullable String error) {

    public EngineState {
        models = List.copyOf(models);
    }

    static EngineState down(String error) {
        return new EngineState(false, false, 0, 0, List.of(), "", error);
    }

    static EngineState loadingModel() {
        return new EngineState(true, true, 0, 0, List.of(), "", "the engine is loading its model");
    }

    /** It answers, but not as an engine that can be used. */
    static EngineState unusable(String error) {
        return new EngineState(true, false, 0, 0, List.of(), "", error);
    }

    /** The same, but for what is wrong with it. */
    public EngineState withError(String what) {
        return new EngineState(live, loading, slots, ctxMax, models, version, what);
    }

    /** Whether it can be given work, as far as it says. */
    public boolean usable() {
        return error == null;
    }
}
