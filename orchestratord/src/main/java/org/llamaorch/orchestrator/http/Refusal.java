package org.llamaorch.orchestrator.http;

/**
 * Carries a problem from where it is found to where it is answered. Without a stack: it is an
 * expected ending.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Refusal(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
