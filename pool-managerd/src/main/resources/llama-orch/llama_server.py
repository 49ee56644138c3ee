"""Serves one GGUF file with llama.cpp's own HTTP server, in the foreground, until SIGTERM.

The program is started by the pool supervisor with a Python that has xllamacpp. It prints one line when it serves.
When it cannot, it prints one sentence on standard error and exits with 1. SIGTERM ends it at once with exit code 0.
"""

import argparse
import fcntl
import os
import signal
import sys
import threading
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="the GGUF file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--alias", action="append", default=[], help="a name the model answers to")
    parser.add_argument("--ctx", type=int, default=4096, help="tokens of context, shared by the slots")
    parser.add_argument("--parallel", type=int, default=2, help="slots: requests decoded at once")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=128, help="most tokens of a prompt computed in one step; a client that asks for return_progress and leaves is noticed after the step that runs")
    parser.add_argument("--gpu-layers", type=int, default=0)
    parser.add_argument("--tensor-split", help="the share of the model on each GPU, such as 0.6,0.4")
    parser.add_argument("--mode", choices=["generate", "embedding", "rerank"], default="generate")
    parser.add_argument("--cache-ram-mib", type=int, default=0, help="memory for prompts kept outside the slots")
    parser.add_argument("--api-key-file", help="a file with one key a line; requests must then bear one of them")
    parser.add_argument("--hold", action="append", default=[], help="a lock file to hold shared while this process lives")
    parser.add_argument("--output-limit", type=int, default=8 << 20, help="bytes of output kept when standard output is a file")
    return parser.parse_args()


def fail(sentence):
    print("llama_server: " + sentence, file=sys.stderr, flush=True)
    os._exit(1)


def keys_of(path):
    try:
        with open(path, encoding="ascii") as lines:
            keys = [line.strip() for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError) as problem:
        fail(f"cannot read the API key file {path}: {problem}")
    if not keys:
        fail(f"the API key file {path} holds no key")
    return keys


def hold(path):
    """A shared lock that lasts as long as the process: nobody deletes what it uses, even when its supervisor is gone."""
    try:
        handle = os.open(path, os.O_RDONLY)
        fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as problem:
        fail(f"cannot hold the lock file {path}: {problem}")


def bound_output(limit):
    """Empties the output file when it has grown past the limit and nobody else does: the supervisor may be gone."""
    while True:
        time.sleep(5)
        try:
            if os.fstat(1).st_size > limit:
                os.ftruncate(1, 0)
        except OSError:
            return


def wait_briefly():
    """Threads that wait for each other give the processor up soon. Long spinning gains nothing alone, and beside other
    work, on the processor that the awaited thread needs, it makes decoding ten times slower."""
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")


def main():
    wanted = arguments()
    if os.getsid(0) != os.getpid():
        try:
            os.setsid()
        except PermissionError:
            pass  # already the leader of a process group: it can be ended as one all the same
    for path in wanted.hold:
        hold(path)
    wait_briefly()
    try:
        import xllamacpp
    except ImportError as problem:
        fail(f"the engine is not installed in {sys.prefix}: {problem}")

    if wanted.gpu_layers > 0 and not any("GPU" in str(device["type"]) for device in xllamacpp.get_device_info()):
        fail("this build of the engine sees no GPU; state `devices: [cpu]` to run on the processor")

    params = xllamacpp.CommonParams()
    params.model.path = wanted.model
    params.hostnames = [wanted.host]
    params.port = wanted.port
    params.n_ctx = wanted.ctx
    params.n_parallel = wanted.parallel
    params.cpuparams.n_threads = wanted.threads
    params.cpuparams_batch.n_threads = wanted.threads
    params.n_gpu_layers = wanted.gpu_layers
    if wanted.tensor_split:
        shares = [float(share) for share in wanted.tensor_split.split(",")]
        params.tensor_split = shares + [0.0] * (len(params.tensor_split) - len(shares))
    params.n_threads_http = wanted.parallel + 8
    params.fit_params = False
    params.endpoint_slots = True
    params.endpoint_metrics = True
    params.ui = False
    params.cors_origins = "http://127.0.0.1"  # no page in a browser has business here; the default lets every page in
    params.cors_origins_explicit = True
    params.cache_ram_mib = wanted.cache_ram_mib
    if wanted.alias:
        params.model_alias = set(wanted.alias)
    if wanted.api_key_file:
        params.api_keys = keys_of(wanted.api_key_file)
    if wanted.mode == "generate":
        params.n_batch = wanted.batch
        params.n_ubatch = wanted.batch
    else:
        # An input is embedded in one physical batch, and without a pooling type /v1/embeddings refuses.
        whole = max(512, wanted.ctx // wanted.parallel)
        params.n_batch = whole
        params.n_ubatch = whole
        params.embedding = True
        kind = xllamacpp.llama_pooling_type
        params.pooling_type = kind.LLAMA_POOLING_TYPE_MEAN if wanted.mode == "embedding" else kind.LLAMA_POOLING_TYPE_RANK

    # Until the model is loaded the default action of SIGTERM ends the process: no handler of Python's would run.
    try:
        server = xllamacpp.Server(params)
    except Exception as problem:
        fail(f"cannot start with {wanted.model} on port {wanted.port}: {problem}")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.path.isfile("/proc/self/fd/1"):
        threading.Thread(target=bound_output, args=(wanted.output_limit,), daemon=True).start()
    print("llama_server: ready at", server.listening_address, flush=True)
    while True:
        signal.pause()


main()
