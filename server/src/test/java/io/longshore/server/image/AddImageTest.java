package io.longshore.server.image;

import static io.longshore.server.fixture.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.longshore.disk.DiskIdentity;
import io.longshore.server.content.Upload;
import io.longshore.server.driver.Manifest;
import io.longshore.server.driver.ManifestKind;
import io.longshore.server.failure.FailureException;
import io.longshore.server.failure.Reason;
import io.longshore.server.fixture.Domain;
import io.longshore.server.fixture.MemoryContent;
import io.longshore.server.fixture.MemoryStorage.Call;
import io.longshore.server.image.Image.ImageState;
import io.longshore.server.image.Image.ImageStatus;
import io.longshore.server.image.Image.MediaType;
import io.longshore.server.storage.BackupStorage;
import io.longshore.server.uuid.Uuids;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddImageTest {
    private static final int MIB = 1 << 20;
    private static final byte[] BYTES = Domain.content(1, 2 * MIB + 7);
    private static final String NOBODY = "0".repeat(32);

    private final Domain domain = new Domain();
    private final BackupStorage a = domain.storage("a");
    private final MemoryContent content = new MemoryContent(domain);
    private final AddImage add = new AddImage(
            domain.images,
            content.uploads,
            content.verification,
            domain.access,
            domain.author,
            domain.notes,
            domain.conversion,
            domain.clock);

    @AfterEach
    void close() {
        content.close();
        domain.close();
    }

    private static ImageOperation.AddImage of(String upload, String format) {
        var said = new ImageOperation.Description(
                "image", "why", null, "linux", "Linux", "x86_64", true, false, List.of("s"), List.of("u"));
        return new ImageOperation.AddImage(Uuids.random(), upload, format, null, said);
    }

    private static ImageOperation.AddImage expecting(Upload upload, String root) {
        var plain = of(upload.uuid(), "");
        return new ImageOperation.AddImage(plain.imageUuid(), plain.uploadUuid(), "", root, plain.said());
    }

    private ImageResult.Stored run(Upload upload) throws InterruptedException {
        return (ImageResult.Stored) domain.tasks.run(domain.admin, add, of(upload.uuid(), ""));
    }

    private Upload now(Upload upload) {
        return domain.catalog.uploads().find(upload.uuid()).orElseThrow();
    }

    @Test
    void makesAnImageOfAnUploadWhereItLies() throws IOException, InterruptedException {
        var upload = content.complete(a, BYTES);
        assertThat(domain.storages.reserved(a.uuid())).isPositive();

        var result = run(upload);

        DiskIdentity identity = domain.driver(domain.storage("elsewhere")).putDisk(BYTES);
        assertThat(result.image())
                .returns("image", Image::name)
                .returns("why", Image::description)
                .returns(ImageState.ENABLED, Image::state)
                .returns(ImageStatus.READY, Image::status)
                .returns(MediaType.ROOT_VOLUME_TEMPLATE, Image::mediaType)
                .returns("raw", Image::format)
                .returns((long) BYTES.length, Image::sizeBytes)
                .returns(identity, Image::identity)
                .returns("upload://" + upload.uuid(), Image::url)
                .returns(domain.admin.accountUuid(), Image::accountUuid)
                .returns(true, Image::system)
                .returns(List.of("s"), Image::systemTags);
        assertThat(result.receipt().destination()).isEqualTo(identity);
        var ref = result.image().on(a.uuid()).orElseThrow();
        assertThat(domain.driver(a).manifestKeys()).containsExactly(ImageManifests.key(ref));
        assertThat(domain.driver(a).manifest(ImageManifests.key(ref)).map(Manifest::provenance))
                .hasValueSatisfying(
                        provenance -> assertThat(provenance.operation()).isEqualTo("AddImage"));
        assertThat(domain.driver(a).note(ManifestKind.IMAGE, Uuids.parse(ref.imageUuid())))
                .hasValueSatisfying(note -> assertThat(note.tags()).containsExactly("system:s", "user:u"));
        assertThat(now(upload).state()).isEqualTo(Upload.State.PUBLISHED);
        assertThat(domain.storages.reserved(a.uuid())).isZero();
    }

    @Test
    void isNotSeenBeforeItIsPublished() throws InterruptedException {
        var running = domain.tasks.accept(
                domain.admin, add, of(content.complete(a, BYTES).uuid(), "raw"));
        var outcome = running.attempt();
        assertThat(domain.images.refsOn(a.uuid())).isEmpty();

        running.finish(outcome);
        assertThat(domain.images.refsOn(a.uuid())).hasSize(1);
    }

    @Test
    void givesBackTheRoomOfAConversionThatACrashCutOff() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        long before = domain.storages.reserved(a.uuid());
        var operation = of(upload.uuid(), "qcow2");
        var running = domain.tasks.accept(domain.admin, add, operation);
        domain.storages.reserve(operation.imageUuid(), a.uuid(), 5);

        running.abandon();

        assertThat(domain.storages.reserved(a.uuid())).isEqualTo(before);
    }

    @Test
    void goesOnAfterACrashBeforeThePublishing() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        var running = domain.tasks.accept(domain.admin, add, of(upload.uuid(), ""));
        running.attempt();

        var result = (ImageResult.Stored) running.finish(running.attempt());

        assertThat(domain.driver(a).manifestKeys())
                .containsExactly(ImageManifests.key(result.image().on(a.uuid()).orElseThrow()));
    }

    @Test
    void leavesTheUploadAsItWasWhenItFails() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        domain.driver(a).fail(Call.PUBLISH);
        assertThatExceptionOfType(FailureException.class).isThrownBy(() -> run(upload));
        assertThat(domain.images.refsOn(a.uuid())).isEmpty();
        assertThat(now(upload).state()).isEqualTo(Upload.State.COMPLETE);

        assertThat(run(upload).image().status()).isEqualTo(ImageStatus.READY);
    }

    @Test
    void leavesAnOrphanToTheReconcilerWhenItIsCancelled() throws IOException, InterruptedException {
        var running = domain.tasks.accept(
                domain.admin, add, of(content.complete(a, BYTES).uuid(), ""));
        running.attempt();
        running.abandon();

        assertThat(domain.reconciler.reconcile(a.uuid()).orphansRemoved()).isOne();
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void refusesUploadsOfWhichNothingCanBeMade() throws InterruptedException {
        refused(Reason.UPLOAD_NOT_FOUND, () -> domain.tasks.run(domain.admin, add, of(NOBODY, "")));
        var upload = content.complete(a, BYTES);
        refused(Reason.UPLOAD_NOT_FOUND, () -> domain.tasks.run(domain.stranger, add, of(upload.uuid(), "")));
        var half = content.incomplete(a, BYTES);
        refused(Reason.UPLOAD_INCOMPLETE, () -> run(half));

        run(upload);
        refused(Reason.UPLOAD_COMPLETE, () -> run(upload));
    }

    @Test
    void refusesBytesThatAreNotWhatTheirSenderExpects() throws InterruptedException {
        var upload = content.expecting(a, BYTES, "f".repeat(64));

        refused(Reason.DIGEST_MISMATCH, () -> run(upload));
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void comparesTheRootThatIsKnownOnceAllIsSent() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        var wrong = expecting(upload, "f".repeat(64));
        refused(Reason.DIGEST_MISMATCH, () -> domain.tasks.run(domain.admin, add, wrong));
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
        assertThat(domain.images.find(wrong.imageUuid())).isEmpty();

        var root = Objects.requireNonNull(upload.identity()).root().hex();
        var right = expecting(upload, root);
        domain.tasks.run(domain.admin, add, right);
        assertThat(domain.images.find(right.imageUuid())).isPresent();
    }

    @Test
    void refusesAnotherFormatThanWasSaid() throws InterruptedException {
        var upload = content.complete(a, BYTES);

        refused(Reason.FORMAT_MISMATCH, () -> domain.tasks.run(domain.admin, add, of(upload.uuid(), "qcow2")));
        assertThat(domain.driver(a).manifestKeys()).isEmpty();
    }

    @Test
    void refusesATakenUuidAndAStorageThatTakesNoWork() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        var other = content.complete(a, BYTES);
        var operation = of(upload.uuid(), "");
        domain.tasks.run(domain.admin, add, operation);
        refused(
                Reason.RESOURCE_EXISTS,
                () -> domain.tasks.run(
                        domain.admin,
                        add,
                        new ImageOperation.AddImage(operation.imageUuid(), other.uuid(), "", null, operation.said())));

        domain.disable(a);
        refused(Reason.STORAGE_DISABLED, () -> run(other));
    }

    @Test
    void isBusyForASecondOneOfTheSameUpload() throws InterruptedException {
        var upload = content.complete(a, BYTES);
        domain.tasks.accept(domain.admin, add, of(upload.uuid(), ""));

        refused(Reason.UPLOAD_BUSY, () -> run(upload));
    }
}
