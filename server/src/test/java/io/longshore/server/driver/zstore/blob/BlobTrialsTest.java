package io.longshore.server.driver.zstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.server.driver.StorageUnavailableException;
import io.longshore.server.driver.promise.Promise.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that breaks its word is found out. */
class BlobTrialsTest {
    @TempDir
    Path folder;

    static Stream<Arguments> liars() {
        return Stream.of(
                liar("visible-after-write", Outcome.BROKEN, Blind::new),
                liar("invisible-before", Outcome.BROKEN, Hasty::new),
                liar("listed-at-once", Outcome.BROKEN, Lagging::new),
                liar("listed-once", Outcome.BROKEN, Doubling::new),
                liar("never-replaced", Outcome.BROKEN, Replacing::new),
                liar("one-winner", Outcome.NOT_OFFERED, Generous::new),
                liar("ranges", Outcome.BROKEN, Shifting::new));
    }

    private static Arguments liar(String promise, Outcome outcome, UnaryOperator<BlobStore> lie) {
        return Arguments.of(promise, outcome, lie);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liars")
    void whatIsNotKeptIsTold(String name, Outcome outcome, UnaryOperator<BlobStore> lie) throws Exception {
        try (var store = lie.apply(new FileBlobStore(folder));
                var trials = new BlobTrials(store, "check")) {
            var trial = trials.all().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            var promise = trial.run();
            assertThat(promise.outcome()).as(promise.details()).isEqualTo(outcome);
            assertThat(promise.details()).isNotEmpty();
        }
    }

    @Test
    void aServerThatDoesNotAnswerHasBrokenNothing() throws Exception {
        var silent = new FaultyBlobStore(new FileBlobStore(folder));
        try (var trials = new BlobTrials(silent, "check")) {
            silent.on(FaultyBlobStore.Verb.CREATE).fail(() -> new StorageUnavailableException("no answer"));
            assertThatThrownBy(trials.all().getFirst()::run).isInstanceOf(StorageUnavailableException.class);
        }
    }

    /** Does not see what was just written. */
    private static final class Blind extends ForwardingBlobStore {
        Blind(BlobStore inner) {
            super(inner);
        }

        @Override
        public OptionalLong size(BlobKey key) {
            return OptionalLong.empty();
        }
    }

    /** Shows what is being written. */
    private static final class Hasty extends ForwardingBlobStore {
        private String last = "";

        Hasty(BlobStore inner) {
            super(inner);
        }

        @Override
        public BlobWriter create(BlobKey key, String writer) throws IOException {
            last = key.path();
            return super.create(key, writer);
        }

        @Override
        public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
            super.list(folder, visitor);
            visitor.accept(new BlobInfo(last, 0));
        }
    }

    /** Lists what was there at the time before. */
    private static final class Lagging extends ForwardingBlobStore {
        private final Map<String, Long> before = new HashMap<>();

        Lagging(BlobStore inner) {
            super(inner);
        }

        @Override
        public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
            before.forEach((path, size) -> visitor.accept(new BlobInfo(path, size)));
            before.clear();
            super.list(folder, blob -> before.put(blob.path(), blob.sizeBytes()));
        }
    }

    /** Lists all twice. */
    private static final class Doubling extends ForwardingBlobStore {
        Doubling(BlobStore inner) {
            super(inner);
        }

        @Override
        public void list(String folder, Consumer<BlobInfo> visitor) throws IOException {
            super.list(folder, visitor);
            super.list(folder, visitor);
        }
    }

    /** Takes a name again. */
    private static final class Replacing extends ForwardingBlobStore {
        Replacing(BlobStore inner) {
            super(inner);
        }

        @Override
        public BlobWriter create(BlobKey key, String writer) throws IOException {
            super.delete(key);
            return super.create(key, writer);
        }
    }

    /** Tells everybody that it won. */
    private static final class Generous extends ForwardingBlobStore {
        Generous(BlobStore inner) {
            super(inner);
        }

        @Override
        public boolean putIfAbsent(BlobKey key, byte[] content) throws IOException {
            super.putIfAbsent(key, content);
            return true;
        }
    }

    /** Reads from the front whatever is asked for. */
    private static final class Shifting extends ForwardingBlobStore {
        Shifting(BlobStore inner) {
            super(inner);
        }

        @Override
        public void read(BlobKey key, long offset, ByteBuffer target) throws IOException {
            super.read(key, 0, target);
        }
    }
}
