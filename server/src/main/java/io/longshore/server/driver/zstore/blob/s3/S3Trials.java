package io.longshore.server.driver.zstore.blob.s3;

import io.longshore.server.driver.promise.Finding;
import io.longshore.server.driver.promise.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Tries what an S3 server and a bucket are relied on for, beside what every store promises. */
final class S3Trials {
    /** Servers refuse requests whose time differs by a quarter of an hour. */
    private static final Duration CLOCK_NEAR = Duration.ofMinutes(5);

    private final S3BlobStore store;
    private final S3Probe probe;
    private final String prefix;

    /** @param prefix what the trials' objects begin with, a slash at its end */
    S3Trials(S3BlobStore store, String prefix) {
        this.store = store;
        this.probe = new S3Probe(store, prefix);
        this.prefix = prefix;
    }

    List<Trial> all() {
        return List.of(
                new Trial(
                        "conditional-puts",
                        "A put with If-None-Match does not replace an object.",
                        () -> probe.honoursConditions() ? Finding.HOLDS : Finding.notOffered(S3Probe.NO_CONDITIONS)),
                new Trial(
                        "conditional-uploads",
                        "The end of an upload in parts does not replace an object either.",
                        this::conditionalUploads),
                new Trial(
                        "checksums-compared",
                        "The server refuses what differs from the checksum that comes with it.",
                        () -> probe.comparesChecksums() ? Finding.HOLDS : Finding.notOffered(S3Probe.NO_CHECKSUMS)),
                new Trial("listing-pages", "A listing that comes in pages is whole.", this::pages),
                new Trial(
                        "no-versions",
                        "The bucket keeps no versions of what was removed.",
                        () -> probe.keepsVersions() ? Finding.notOffered(S3Probe.VERSIONS) : Finding.HOLDS),
                new Trial(
                        "no-locks",
                        "The bucket lets objects be removed at any time.",
                        () -> probe.locksObjects() ? Finding.notOffered(S3Probe.LOCKS) : Finding.HOLDS),
                new Trial(
                        "no-expiry",
                        "The bucket has no rules by which objects expire.",
                        () -> probe.letsExpire() ? Finding.broken(S3Probe.EXPIRY) : Finding.HOLDS),
                new Trial("clock", "The server's clock goes as ours does.", this::clock));
    }

    /** What it is for: names of packs are random, so nobody but a call that is repeated writes one twice. */
    private Finding conditionalUploads() throws IOException {
        var object = prefix + "upload";
        store.put(object, part(1));
        try (var writer = new S3BlobWriter(store, object)) {
            writer.write(ByteBuffer.allocate(S3BlobWriter.PART_BYTES));
            writer.write(ByteBuffer.allocate(1));
            writer.commit();
            return Finding.notOffered("it replaced one: harmless, for no two writers draw the same name");
        } catch (FileAlreadyExistsException _) {
            return Finding.HOLDS;
        }
    }

    private Finding pages() throws IOException {
        int objects = 7;
        var folder = prefix + "pages/";
        for (int i = 0; i < objects; i++) {
            store.put(folder + i, part(1));
        }
        var found = new ArrayList<String>();
        int pages = 0;
        String next = null;
        do {
            var token = next;
            var page = S3Failures.ask(
                    folder,
                    () -> store.client()
                            .listObjectsV2(request -> request.bucket(store.bucket())
                                    .prefix(folder)
                                    .maxKeys(3)
                                    .continuationToken(token)));
            page.contents().forEach(object -> found.add(object.key()));
            next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            pages++;
        } while (next != null && pages <= objects);
        if (found.size() != objects || found.stream().distinct().count() != objects) {
            return Finding.broken(
                    found.size() + " names in " + pages + " pages (expected: each of " + objects + " once)");
        }
        return pages > 1 ? Finding.HOLDS : Finding.holds("the server gives larger pages than it is asked for");
    }

    private Finding clock() throws IOException {
        var before = ZonedDateTime.now(java.time.ZoneOffset.UTC);
        var told = S3Failures.ask(prefix, () -> store.client().headBucket(request -> request.bucket(store.bucket())))
                .sdkHttpResponse()
                .firstMatchingHeader("Date");
        if (told.isEmpty()) {
            return Finding.notOffered(
                    "the server does not tell its time: requests are refused where it is far from ours");
        }
        try {
            var apart = Duration.between(
                            before, DateTimeFormatter.RFC_1123_DATE_TIME.parse(told.get(), ZonedDateTime::from))
                    .abs();
            return apart.compareTo(CLOCK_NEAR) < 0
                    ? Finding.HOLDS
                    : Finding.notOffered("the clocks are " + apart.toSeconds()
                            + " s apart: from 900 s on, the server refuses all requests");
        } catch (DateTimeException _) {
            return Finding.notOffered("the server tells its time as " + told.get());
        }
    }

    private static PartBuffer part(int bytes) {
        var part = new PartBuffer();
        part.append(ByteBuffer.allocate(bytes));
        return part;
    }
}
