package org.llamaorch.poolmanager.supervise;

import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.RunRecord;

/**
 * An engine process with its record.
 *
 * @param process running or just ended
 * @param record as it is written down
 */
public record Launch(EngineProcess process, RunRecord record) {}
