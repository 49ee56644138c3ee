package org.llamaorch.orchestrator.http.auth;

import org.llamaorch.contracts.ErrorCode;

/** What the headers of a request say about who sent it. */
public sealed interface Judgement {
    /** It may go on as {@code caller}. */
    record Known(Caller caller) implements Judgement {}

    /** The key is missing, wrong or too weak; {@code hint} says how to mend it. */
    record Unknown(AuthCode code, String hint) implements Judgement {}

    /** A page of another site sends it through a browser. */
    record Foreign(ErrorCode code, String message) implements Judgement {}
}
