package org.llamaorch.orchestrator.http;

import org.llamaorch.contracts.ErrorCode;

/** The problems that several operations have in common. */
final class Problems {
    private Problems() {}

    static Problem query(String message) {
        return Problem.of(ErrorCode.INVALID_PARAMS, message);
    }

    static Problem header(String name, String what) {
        return Problem.of(ErrorCode.INVALID_PARAMS, "The header " + name + " " + what + ".");
    }

    static Problem noSuchTask() {
        return Problem.of(
                ErrorCode.TASK_NOT_FOUND,
                "There is no task with this id; ids of ended tasks are remembered for 24 hours.");
    }

    static Problem noSuchPool() {
        return Problem.of(
                ErrorCode.POOL_NOT_FOUND,
                "There is no pool with this id; GET /v2/pools lists them.");
    }

    static Problem noSuchArtifact() {
        return Problem.of(
                ErrorCode.ARTIFACT_NOT_FOUND,
                "There is no artifact with this id; GET /v2/artifacts lists them.");
    }
}
