package org.llamaorch.orchestrator.journal;

import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;

/** A terminal as JSON. */
final class TerminalFields {

    private TerminalFields() {}

    static String write(Terminal terminal) {
        return switch (terminal) {
            case Terminal.End end ->
                    FieldWriter.object(fields ->
                            fields.number("tokensOut", end.tokensOut())
                                    .number("decodeTimeMs", end.decodeTimeMs())
                                    .number("tokensIn", end.tokensIn())
                                    .number("tokensCached", end.tokensCached())
                                    .name("finishReason", end.finishReason())
                                    .text("modelDigest", end.modelDigest())
                                    .text("engineVersion", end.engineVersion())
                                    .text("streamDigest", end.streamDigest())
                                    .text("resultJson", end.resultJson()));
            case Terminal.Failure failure ->
                    FieldWriter.object(fields ->
                            fields.name("outcome", failure.outcome())
                                    .name("code", failure.code())
                                    .text("message", failure.message())
                                    .name("engine", failure.engine())
                                    .text("poolId", failure.poolId())
                                    .flag("retriable", failure.retriable())
                                    .number("retryAfterMs", failure.retryAfterMs())
                                    .text("hint", failure.hint())
                                    .number("tokensOut", failure.tokensOut()));
        };
    }

    static Terminal read(String json) {
        FieldReader fields = FieldReader.of(json);
        if (fields.textOrNull("code") != null) {
            Long tokens = fields.numberOrNull("tokensOut");
            return new Terminal.Failure(
                    fields.name("outcome", Outcome.class),
                    fields.name("code", ErrorCode.class),
                    fields.text("message"),
                    fields.nameOrNull("engine", EngineKind.class),
                    fields.textOrNull("poolId"),
                    fields.flag("retriable"),
                    fields.numberOrNull("retryAfterMs"),
                    fields.textOrNull("hint"),
                    tokens == null ? 0 : tokens);
        }
        return new Terminal.End(
                fields.number("tokensOut"),
                fields.number("decodeTimeMs"),
                fields.number("tokensIn"),
                fields.number("tokensCached"),
                fields.name("finishReason", FinishReason.class),
                fields.textOrNull("modelDigest"),
                fields.textOrNull("engineVersion"),
                fields.text("streamDigest"),
                fields.textOrNull("resultJson"));
    }
}
