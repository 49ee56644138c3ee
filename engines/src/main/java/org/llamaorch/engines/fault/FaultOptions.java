package org.llamaorch.engines.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the fault engine is set up.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for a free one
 * @param slots requests decoded at once; more wait without an answer, as llama.cpp has it
 * @param ctx tokens of context a slot has
 * @param model name of the model it says it serves
 * @param seed draws the words of tokens where a request names no seed
 * @param loadingMs how long after its start it says that it loads its model
 * @param apiKeys keys it wants one of; none for no key
 * @param mode what it serves beside tokens, as llama.cpp's server has it
 * @param version what it says its build is
 */
public record FaultOptions(
        String host,
        int port,
        int slots,
        int ctx,
        String model,
        long seed,
        long loadingMs,
        List<String> apiKeys,
        Mode mode,
        String version) {

    private static final String VERSION = "fault-1";

    /** Without a mode it refuses embeddings and ranking with 501. */
    public enum Mode {
        GENERATE,
        EMBEDDING,
        RERANK
    }

    static final String HELP =
            """
            usage: fault-engine [--host H] [--port P] [--slots N] [--ctx N] [--model NAME]
                                [--seed N] [--loading-ms N] [--api-key KEY]...
                                [--mode generate|embedding|rerank] [--version NAME]

            An engine server for tests. It speaks llama.cpp's protocol and the OpenAI API, decodes
            words drawn by a seed, and misbehaves when a prompt or a control call says so. Port 0
            picks a free port; the address is printed once it listens.

            Script, in a prompt ("fault: tokens=20 delay=10;") or by POST /fault/script
            {"script": "...", "requests": N}; the next N requests follow it, all of them without N:
              tokens=N      decode N tokens (16), within the request's limit
              first=MS      wait before the first token        delay=MS  wait before each other one
              text=WORD     every token is WORD                finish=R  end with this finish reason
              reasoning=N   the first N tokens are reasoning   tool=1    answer with a tool call
              status=S      refuse with status S               retry_after=S  and that Retry-After
              hang=1        take the request, never answer     stall=N   fall silent before token N
              reset=N       close before token N (0: before the headers)
              cut=N         end the answer in good order before token N, without an end
              die=N         end the process before token N
              garbage=N     token N is no JSON                 error=N   token N is an error frame
              half=N        token N is a character cut in two  surrogate=N  the same, as escapes
              invalid=N     token N has bytes that are no UTF-8
              split=B       write B bytes at a time            close=1    close behind the answer

            GET  /fault/stats    requests, running, waiting, aborted, last abort, last requests with
                                 their bodies and how many ran at once while they did
            POST /fault/health   {"state": "ok" | "loading" | "down"}
            POST /fault/script   see above; {} takes the script back
            POST /fault/reset    as it was at its start; requests that run lose their connection
            POST /fault/die      end the process at once
            """;

    /** One of the usual version. */
    public FaultOptions(
            String host,
            int port,
            int slots,
            int ctx,
            String model,
            long seed,
            long loadingMs,
            List<String> apiKeys,
            Mode mode) {
        this(host, port, slots, ctx, model, seed, loadingMs, apiKeys, mode, VERSION);
    }

    public FaultOptions {
        apiKeys = List.copyOf(apiKeys);
        if (port < 0 || port > 65_535 || slots < 1 || ctx < 1 || loadingMs < 0) {
            throw new IllegalArgumentException("a port, slots, ctx or loading time out of range");
        }
    }

    /** A free port on 127.0.0.1 and this many slots. */
    public static FaultOptions slots(int slots) {
        return new FaultOptions(
                "127.0.0.1", 0, slots, 4_096, "fault", 0, 0, List.of(), Mode.GENERATE);
    }

    /**
     * The options of a command line; null when help is wanted.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    static @Nullable FaultOptions parse(String... args) {
        FaultOptions defaults = slots(2);
        String host = defaults.host;
        int port = defaults.port;
        int slots = defaults.slots;
        int ctx = defaults.ctx;
        String model = defaults.model;
        long seed = defaults.seed;
        long loadingMs = defaults.loadingMs;
        List<String> keys = new ArrayList<>();
        Mode mode = defaults.mode;
        String version = defaults.version;
        for (int i = 0; i < args.length; i += 2) {
            if (args[i].equals("--help")) {
                return null;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--host" -> host = value;
                case "--port" -> port = Integer.parseInt(value);
                case "--slots" -> slots = Integer.parseInt(value);
                case "--ctx" -> ctx = Integer.parseInt(value);
                case "--model" -> model = value;
                case "--seed" -> seed = Long.parseLong(value);
                case "--loading-ms" -> loadingMs = Long.parseLong(value);
                case "--api-key" -> keys.add(value);
                case "--mode" -> mode = Mode.valueOf(value.toUpperCase(Locale.ROOT));
                case "--version" -> version = value;
                default ->
                        throw new IllegalArgumentException(
                                "unknown option " + args[i] + "; --help lists them");
            }
        }
        return new FaultOptions(
                host, port, slots, ctx, model, seed, loadingMs, keys, mode, version);
    }
}
