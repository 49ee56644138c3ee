package org.llamaorch.orchestrator.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.WireName;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.engines.EngineAdapters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a handoff file (contract §9): how to reach a replica, written by whoever started it. */
final class HandoffFile {

    /** A file of a few members that is longer than this is none. */
    private static final int BYTES_MAX = 64 << 10;

    private static final int SLOTS_MAX = 65_536;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final JsonMapper JSON = JsonMapper.shared();

    private HandoffFile() {}

    /** It cannot be used; the message says what is wrong, without quoting the file. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String what) {
            super(what);
        }
    }

    /**
     * What a file says: its text, and the key in the file that it names. An engine that is started
     * again may ask for another key at the same url.
     *
     * @param apiKey null when it names none
     */
    record Said(String text, @Nullable String apiKey) {
        static final Said NOTHING = new Said("", null);

        /** The same with the key that the text names. */
        Said withKey() throws IOException, Broken {
            return new Said(text, HandoffKey.named(text));
        }

        @Override
        public String toString() {
            return "Said[" + text.length() + " characters]";
        }
    }

    /** Reads the file, but not yet the key that it names. */
    static Said read(Path file) throws IOException, Broken {
        return new Said(content(file), null);
    }

    /** The text of the file, which must be a plain one. */
    private static String content(Path file) throws IOException, Broken {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Broken("it is no plain file");
        }
        try (InputStream in =
                Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new Broken("it is longer than " + BYTES_MAX + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The text as JSON. */
    static JsonNode json(String text) throws Broken {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw new Broken("it is not JSON");
        }
        if (!root.isObject()) {
            throw new Broken("it is no JSON object");
        }
        return root;
    }

    /** What it says, as far as the rules allow it. */
    static Binding binding(Said said, WorkerRules rules) throws Broken {
        JsonNode root = json(said.text());
        String url = text(root, "url", "");
        Optional<String> refusal = rules.refusal(url);
        if (refusal.isPresent()) {
            throw new Broken(refusal.get());
        }
        String engine = text(root, "engine", EngineKind.LLAMACPP.wireName());
        EngineKind kind =
                WireName.parse(EngineKind.class, engine)
                        .filter(known -> EngineAdapters.of(known).isPresent())
                        .orElseThrow(() -> new Broken("its engine must be llamacpp or openai"));
        return new Binding(
                ReplicaId.local(name(root, "pool_id", "default"), name(root, "replica_id", "r0")),
                WorkerRules.base(url),
                kind,
                names(root.path("model")),
                List.of(),
                slots(root),
                0,
                devices(text(root, "device_mask", "")),
                text(root, "engine_version", ""),
                ReplicaOrigin.HANDOFF,
                said.apiKey(),
                text(root, "state", "ready").equals("draining"));
    }

    static String text(JsonNode root, String member, String usual) throws Broken {
        JsonNode value = root.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return usual;
        }
        if (!value.isString()) {
            throw new Broken("its " + member + " is no string");
        }
        return value.asString();
    }

    private static String name(JsonNode root, String member, String usual) throws Broken {
        String name = text(root, member, usual);
        if (!name.matches(NAME)) {
            throw new Broken("its " + member + " must match " + NAME);
        }
        return name;
    }

    /** {@code slots_total}, or {@code slots} as older writers have it (B-BG-004). */
    private static int slots(JsonNode root) throws Broken {
        JsonNode slots = root.has("slots_total") ? root.path("slots_total") : root.path("slots");
        if (slots.isMissingNode() || slots.isNull()) {
            return 1;
        }
        if (!slots.isIntegralNumber() || slots.asLong() < 1 || slots.asLong() > SLOTS_MAX) {
            throw new Broken("its slots_total must be a whole number from 1 to " + SLOTS_MAX);
        }
        return slots.asInt();
    }

    private static List<String> names(JsonNode model) throws Broken {
        List<String> names = new ArrayList<>();
        for (String member : List.of("id", "path")) {
            String name = text(model, member, "");
            if (!name.isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> devices(String mask) {
        return mask.isBlank()
                ? List.of()
                : Arrays.stream(mask.split(",", -1)).map(String::strip).toList();
    }
}
