package org.llamaorch.contracts;

/** The protocol an engine server speaks (contract §8). */
public enum EngineKind implements WireName {
    LLAMACPP("llamacpp"),
    VLLM("vllm"),
    TGI("tgi"),
    TRITON("triton"),
    OPENAI("openai");

    private final String wireName;

    EngineKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
