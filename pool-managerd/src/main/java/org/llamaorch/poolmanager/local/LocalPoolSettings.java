package org.llamaorch.poolmanager.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How pools are run that are handed over by files.
 *
 * @param home state folder: run records, engine logs, what pools were told
 * @param runtimeDir ORCHD_RUNTIME_DIR: the folder of the handoff files
 * @param settle how long an engine must be seen idle before it is ended: longer than an
 *     orchestrator needs to notice that its handoff file says draining
 * @param idlePatience longest wait for running work of a drain without a deadline, a reload or a
 *     purge; what runs then is cut off
 * @param idleLook pause between two looks whether an engine is idle
 * @param answerPatience longest wait for an engine's answer
 */
public record LocalPoolSettings(
        Path home,
        Path runtimeDir,
        Duration settle,
        Duration idlePatience,
        Duration idleLook,
        Duration answerPatience) {}
