package org.llamaorch.orchestrator.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.orchestrator.http.Artifacts.Item;

class ArtifactStoreTest {

    @TempDir Path parent = Path.of(".");
    private long nowMs = 10;
    private @Nullable ArtifactStore opened;
    private volatile boolean full;

    @BeforeEach
    void open() {
        open(ArtifactSettings.defaults());
    }

    @AfterEach
    void close() {
        store().close();
    }

    @Test
    void givesBackByTheDigestWhatWasStored() {
        Item item = put("{\"a\":1}", "ann", 5, "task:t1", "session:s 1");
        assertThat(item.id())
                .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
        assertThat(item.digest()).isEqualTo("sha256:" + item.id());
        assertThat(item.createdMs()).isEqualTo(5);
        assertThat(item.tags()).containsExactly("task:t1", "session:s 1");
        assertThat(find(item.id(), "ann")).isEqualTo("{\"a\":1}");
    }

    @Test
    void showsADocumentToItsOwnersAndToControlOnly() {
        String id = put("{}", "ann", 1, "mine").id();
        assertThat(find(id, "bob")).isNull();
        assertThat(find(id, null)).isEqualTo("{}");
        assertThat(find("0".repeat(64), null)).isNull();
        put("{}", "bob", 2, "bobs");
        assertThat(find(id, "bob")).isEqualTo("{}");
        assertThat(tags("ann", null)).containsExactly(List.of("mine"));
        assertThat(tags("bob", null)).containsExactly(List.of("bobs"));
        assertThat(tags(null, "bobs")).containsExactly(List.of("bobs"));
        assertThat(tags("ann", "bobs")).isEmpty();
    }

    @Test
    void listsByKindAndTagNewestFirst() {
        put("1", "ann", 1, "session:s");
        put("2", "ann", 2, "session:s", "task:t2");
        done(store().put("plan", List.of("session:s"), 3, out -> out.write('3'), "ann"));
        assertThat(done(store().list("ann", null, "session:s", 10)))
                .extracting(Item::createdMs)
                .containsExactly(3L, 2L, 1L);
        assertThat(done(store().list("ann", "transcript", "session:s", 1)))
                .extracting(Item::createdMs)
                .containsExactly(2L);
        assertThat(done(store().list(null, null, "task:t2", 10))).hasSize(1);
        assertThat(done(store().list(null, null, "task:t9", 10))).isEmpty();
    }

    @Test
    void isFoundByEachTaskThatWentAlike() {
        Item one = put("{}", "ann", 1, "task:one", "session:s");
        Item two = put("{}", "ann", 2, "task:two", "session:s");
        assertThat(two.id()).isEqualTo(one.id());
        close();
        open();
        assertThat(tags("ann", "task:one")).containsExactly(List.of("task:one", "session:s"));
        assertThat(tags("ann", "task:two")).containsExactly(List.of("task:two", "session:s"));

        for (int i = 0; i < 999; i++) {
            put("{}", "ann", 3, "task:" + i, "session:s");
        }
        assertThat(tags("ann", "task:one")).isEmpty();
        assertThat(tags("ann", "task:two")).hasSize(1);
        assertThat(tags("ann", "session:s")).hasSize(1);
    }

    @Test
    void isThereAgainAfterARestartAlsoAfterATornLine() throws IOException {
        Item item = put("{}", "ann", 1, "a tag with blanks\nand lines");
        store().close();
        Files.writeString(parent.resolve("store/index.log"), "put 00", StandardOpenOption.APPEND);
        open();
        put("[]", "ann", 2, "second");
        store().close();
        open();
        assertThat(done(store().list("ann", null, null, 10)))
                .extracting(Item::tags)
                .containsExactly(List.of("second"), item.tags());
        assertThat(find(item.id(), "ann")).isEqualTo("{}");
    }

    @Test
    void evictsTheOldestTranscriptsOnly() {
        store().close();
        open(ArtifactSettings.defaults().within(30, 1_000));
        String plan = done(store().put("plan", List.of(), 1, text("p".repeat(10)), "ann")).id();
        String first = put("1".repeat(10), "ann", 2).id();
        String second = put("2".repeat(10), "ann", 3).id();
        String third = put("3".repeat(10), "ann", 4).id();
        assertThat(find(first, null)).isNull();
        assertThat(Stream.of(plan, second, third).map(id -> find(id, null))).doesNotContainNull();
        assertThat(file(first)).doesNotExist();
        store().close();
        open();
        assertThat(done(store().list(null, null, null, 10))).hasSize(3);
    }

    @Test
    void evictsOtherDocumentsOnlyWhenNoTranscriptIsLeftAndNeverTheNewest() {
        store().close();
        open(ArtifactSettings.defaults().within(25, 1_000));
        String plan = done(store().put("plan", List.of(), 1, text("p".repeat(10)), "ann")).id();
        String transcript = put("1".repeat(10), "ann", 2).id();
        String diff = done(store().put("diff", List.of(), 3, text("d".repeat(10)), "ann")).id();
        assertThat(find(transcript, null)).isNull();
        String large = done(store().put("logs", List.of(), 4, text("l".repeat(40)), "ann")).id();
        assertThat(find(plan, null)).isNull();
        assertThat(find(diff, null)).isNull();
        assertThat(find(large, null)).isNotNull();
    }

    @Test
    void removesWhatIsTooOld() throws IOException {
        store().close();
        open(ArtifactSettings.defaults().keeping(100, 1_000));
        String transcript = put("1", "ann", 1_000).id();
        String young = put("2", "ann", 1_050).id();
        String plan = done(store().put("plan", List.of(), 1_000, text("3"), "ann")).id();
        nowMs = 1_101;
        store().sweep();
        assertThat(find(transcript, null)).isNull();
        assertThat(file(transcript)).doesNotExist();
        assertThat(find(young, null)).isNotNull();
        assertThat(find(plan, null)).isNotNull();
        nowMs = 2_001;
        store().sweep();
        assertThat(find(plan, null)).isNull();
        store().close();
        open();
        assertThat(done(store().list(null, null, null, 10))).isEmpty();
    }

    @Test
    void storesTheCanonicalFormOfWhatWasSent() {
        Item item =
                done(
                        store().store(
                                        "other",
                                        List.of("t"),
                                        "{ \"b\": 1.0, \"a\": \"\\u00e9\" }"
                                                .getBytes(StandardCharsets.UTF_8),
                                        "ann"));
        assertThat(find(item.id(), "ann")).isEqualTo("{\"a\":\"é\",\"b\":1}");
        assertThat(item.createdMs()).isEqualTo(nowMs);
    }

    @Test
    void keepsNoMoreDocumentsThanTheLimit() {
        store().close();
        open(ArtifactSettings.defaults().within(1_000, 2));
        put("1", "ann", 1);
        put("2", "ann", 2);
        put("3", "ann", 3);
        assertThat(done(store().list(null, null, null, 10)))
                .extracting(Item::createdMs)
                .containsExactly(3L, 2L);
    }

    @Test
    void servesNothingThatWasChangedOnDisk() throws IOException {
        String id = plan("{\"a\":1}", 1).id();
        Files.writeString(file(id), "{\"a\":2}");
        assertThat(find(id, "ann")).isNull();
        String packed = put("{\"b\":1}", "ann", 1).id();
        Files.writeString(pack(1), "{\"b\":2}");
        assertThat(find(packed, "ann")).isNull();
        Files.writeString(pack(1), "{\"b\"");
        assertThat(find(packed, "ann")).isNull();
    }

    @Test
    void packsTranscriptsAndDropsAPackWithItsLast() throws IOException {
        store().close();
        open(ArtifactSettings.defaults().keeping(100, 0));
        String one = put("one", "ann", 1_000).id();
        String two = put("two", "ann", 1_050).id();
        assertThat(pack(1)).hasContent("onetwo");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pack(1))))
                .isEqualTo("rw-------");
        store().close();
        open(ArtifactSettings.defaults().keeping(100, 0));
        String three = put("three", "ann", 1_100).id();
        assertThat(pack(2)).hasContent("three");
        assertThat(Stream.of(one, two, three).map(id -> find(id, "ann")))
                .containsExactly("one", "two", "three");
        nowMs = 1_101;
        store().sweep();
        assertThat(find(two, "ann")).isEqualTo("two");
        assertThat(pack(1)).exists();
        nowMs = 1_151;
        store().sweep();
        assertThat(pack(1)).doesNotExist();
        assertThat(find(two, "ann")).isNull();
        assertThat(find(three, "ann")).isEqualTo("three");
        nowMs = 1_201;
        store().sweep();
        store().close();
        assertThat(pack(2)).doesNotExist();
    }

    @Test
    void dropsAtTheStartAPackOfWhichTheIndexKnowsNothing() throws IOException {
        put("one", "ann", 1);
        store().close();
        Files.writeString(parent.resolve("store/index.log"), "");
        open();
        assertThat(done(store().list(null, null, null, 10))).isEmpty();
        assertThat(pack(1)).doesNotExist();
        put("two", "ann", 1);
        assertThat(pack(2)).hasContent("two");
    }

    @Test
    void aLongTranscriptHasAFileOfItsOwn() throws IOException {
        String text = "[" + "1,".repeat(200_000) + "1]";
        String id = put(text, "ann", 1).id();
        assertThat(file(id)).hasContent(text);
        assertThat(find(id, "ann")).isEqualTo(text);
        assertThat(pack(1)).doesNotExist();
        assertThat(temporary()).isEmpty();
    }

    @Test
    void theSameDocumentIsKeptOnceWhereverItLies() throws IOException {
        String id = put("{}", "ann", 1).id();
        assertThat(done(store().put("plan", List.of(), 2, text("{}"), "bob")).id()).isEqualTo(id);
        assertThat(file(id)).doesNotExist();
        assertThat(find(id, "bob")).isEqualTo("{}");
        String other = plan("[]", 1).id();
        assertThat(put("[]", "bob", 2).id()).isEqualTo(other);
        assertThat(pack(1)).hasContent("{}");
        store().close();
        open();
        assertThat(find(id, "bob")).isEqualTo("{}");
        assertThat(find(other, "bob")).isEqualTo("[]");
        assertThat(temporary()).isEmpty();
    }

    @Test
    void readsAnIndexOfTheOlderFormat() throws IOException {
        String id = plan("{}", 1).id();
        store().close();
        Files.writeString(
                parent.resolve("store/index.log"), "put " + id + " transcript 1 2 ann a+tag\n");
        open();
        assertThat(find(id, "ann")).isEqualTo("{}");
        assertThat(tags("ann", "a tag")).containsExactly(List.of("a tag"));
    }

    @Test
    void isForItsOwnerOnlyAndLeavesNoTemporaryFile() throws IOException {
        String id = plan("{}", 1).id();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(id))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(file(id).getParent())) {
            assertThat(files).containsExactly(file(id));
        }
    }

    @Test
    void keepsNothingOfADocumentThatWasNotWrittenToItsEnd() throws IOException {
        assertThatThrownBy(() ->
                        done(
                                store().put(
                                                "other",
                                                List.of(),
                                                1,
                                                out -> {
                                                    out.write(new byte[100_000]);
                                                    throw new IOException("gone");
                                                },
                                                "ann")))
                .rootCause()
                .hasMessage("gone");
        assertThat(temporary()).isEmpty();
        assertThat(done(store().list("ann", null, null, 10))).isEmpty();
    }

    @Test
    void removesWhatAnEarlierLifeHadBegun() throws IOException {
        plan("{}", 1);
        store().close();
        Files.writeString(parent.resolve("store/documents/1-1.tmp"), "{");
        open(ArtifactSettings.defaults());
        put("[]", "ann", 1);
        assertThat(temporary()).isEmpty();
    }

    private List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.walk(parent.resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    @Test
    void takesNothingOfTheRoomThatIsKeptForTheJournal() {
        String before = put("1", "ann", 1).id();
        full = true;
        assertThatThrownBy(() -> put("2", "ann", 1)).hasMessageContaining("No space left");
        assertThat(done(store().find(before, "ann"))).isPresent();
        full = false;
        put("2", "ann", 1);
    }

    @Test
    void refusesOnceItIsClosed() {
        store().close();
        assertThatThrownBy(() -> put("{}", "ann", 1))
                .hasRootCauseInstanceOf(RejectedExecutionException.class);
    }

    private void open(ArtifactSettings settings) {
        opened = ArtifactStore.open(parent.resolve("store"), settings, () -> nowMs, () -> full);
    }

    private ArtifactStore store() {
        return requireNonNull(opened);
    }

    private Item put(String document, String caller, long createdMs, String... tags) {
        return done(store().put("transcript", List.of(tags), createdMs, text(document), caller));
    }

    private Item plan(String document, long createdMs) {
        return done(store().put("plan", List.of(), createdMs, text(document), "ann"));
    }

    private static DocumentWriter text(String document) {
        return out -> out.write(document.getBytes(UTF_8));
    }

    private @Nullable String find(String id, @Nullable String caller) {
        return done(store().find(id, caller))
                .map(document -> new String(document, UTF_8))
                .orElse(null);
    }

    private List<List<String>> tags(@Nullable String caller, @Nullable String tag) {
        return done(store().list(caller, null, tag, 10)).stream().map(Item::tags).toList();
    }

    private Path file(String id) {
        return parent.resolve("store/documents").resolve(id.substring(0, 2)).resolve(id + ".json");
    }

    private Path pack(int number) {
        return parent.resolve("store/packs").resolve(number + ".pack");
    }

    private static <T> T done(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
