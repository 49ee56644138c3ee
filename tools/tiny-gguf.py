"""Writes a small GGUF model with random weights, for tests: python3 tools/tiny-gguf.py PATH

The model is a llama of two layers whose vocabulary is the 256 bytes. It loads quickly, decodes quickly and says nothing
sensible. The same program writes the same bytes on every machine, so the digest of the file can be relied on. With --tools it
has a chat template in which an answer that calls a tool is JSON, so that llama.cpp makes it call one when it is told to.
"""

import argparse
import array
import os
import struct
import sys

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
VOCABULARY = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
WIDTH, LAYERS, HEADS, INNER = 64, 2, 4, 128
TOOLS_TEMPLATE = """\
{%- if tools %}{{- '<|im_start|>system\\n' }}
{%- for tool in tools %}{{- tool | tojson }}{{- '\\n' }}{%- endfor %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' }}
{%- if message.tool_calls %}
{%- for call in message.tool_calls %}
{{- '{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson) + '}' }}
{%- endfor %}
{%- else %}{{- message.content }}{%- endif %}{{- '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}
"""


def text(value):
    encoded = value.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def entry(key, kind, value):
    return text(key) + struct.pack("<I", kind) + value


def u32(key, value):
    return entry(key, U32, struct.pack("<I", value))


def string(key, value):
    return entry(key, STRING, text(value))


def many(key, kind, values):
    return entry(key, ARRAY, struct.pack("<IQ", kind, len(values)) + b"".join(values))


def metadata(context, tools):
    size = len(VOCABULARY)
    # Without a space before every text, which no grammar would expect after the template.
    chat = [string("tokenizer.chat_template", TOOLS_TEMPLATE), entry("tokenizer.ggml.add_space_prefix", BOOL, b"\0")]
    return [
        string("general.architecture", "llama"),
        string("general.name", "tiny"),
        u32("general.file_type", 0),
        u32("llama.context_length", context),
        u32("llama.embedding_length", WIDTH),
        u32("llama.block_count", LAYERS),
        u32("llama.feed_forward_length", INNER),
        u32("llama.attention.head_count", HEADS),
        u32("llama.attention.head_count_kv", HEADS),
        entry("llama.attention.layer_norm_rms_epsilon", F32, struct.pack("<f", 1e-5)),
        u32("llama.rope.dimension_count", WIDTH // HEADS),
        u32("llama.vocab_size", size),
        string("tokenizer.ggml.model", "llama"),
        many("tokenizer.ggml.tokens", STRING, [text(token) for token in VOCABULARY]),
        many("tokenizer.ggml.scores", F32, [struct.pack("<f", 0.0)] * size),
        many("tokenizer.ggml.token_type", I32, [struct.pack("<i", kind) for kind in [2, 3, 3] + [6] * 256]),
        u32("tokenizer.ggml.bos_token_id", 1),
        u32("tokenizer.ggml.eos_token_id", 2),
    ] + (chat if tools else [])


def tensors():
    """Names and shapes, the fastest dimension first."""
    yield "token_embd.weight", [WIDTH, len(VOCABULARY)]
    yield "output_norm.weight", [WIDTH]
    yield "output.weight", [WIDTH, len(VOCABULARY)]
    for layer in range(LAYERS):
        for name, shape in [
            ("attn_norm", [WIDTH]),
            ("attn_q", [WIDTH, WIDTH]),
            ("attn_k", [WIDTH, WIDTH]),
            ("attn_v", [WIDTH, WIDTH]),
            ("attn_output", [WIDTH, WIDTH]),
            ("ffn_norm", [WIDTH]),
            ("ffn_gate", [WIDTH, INNER]),
            ("ffn_up", [WIDTH, INNER]),
            ("ffn_down", [INNER, WIDTH]),
        ]:
            yield f"blk.{layer}.{name}.weight", shape


class Weights:
    """Roughly normal numbers from a linear congruential generator: no library's random source can change them."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return (self.state >> 40) / (1 << 24)

    def normal(self, deviation):
        return (self.uniform() + self.uniform() + self.uniform() - 1.5) * 2.0 * deviation


def padding(length):
    return b"\0" * (-length % ALIGNMENT)


def model(context, seed, tools):
    weights = Weights(seed)
    pairs = metadata(context, tools)
    infos, data, count = b"", bytearray(), 0
    for name, shape in tensors():
        cells = 1
        for dimension in shape:
            cells *= dimension
        infos += text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", 0, len(data))
        values = array.array("f", [1.0] * cells if "norm" in name else [weights.normal(0.2) for _ in range(cells)])
        if sys.byteorder == "big":
            values.byteswap()
        data += values.tobytes()
        data += padding(len(data))
        count += 1
    head = b"GGUF" + struct.pack("<IQQ", 3, count, len(pairs)) + b"".join(pairs) + infos
    return head + padding(len(head)) + bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", help="the file to write")
    parser.add_argument("--context", type=int, default=512, help="context length the file states (512)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tools", action="store_true", help="add a chat template that offers tools")
    wanted = parser.parse_args()
    temporary = f"{wanted.path}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(model(wanted.context, wanted.seed, wanted.tools))
    os.replace(temporary, wanted.path)


main()
