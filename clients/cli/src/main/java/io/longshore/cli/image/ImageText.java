package io.longshore.cli.image;

import io.longshore.cli.output.Details;
import io.longshore.cli.output.ReceiptText;
import io.longshore.cli.output.Words;
import io.longshore.v1.Image;
import io.longshore.v1.ImageBackupStorageRef;
import io.longshore.v1.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Images in words. */
public final class ImageText {
    private ImageText() {}

    /** {@code image debian (uuid): ready, enabled, qcow2, 2.00 GiB, on main}. */
    public static String line(Image image, Map<String, String> storageNames) {
        var on = places(image, storageNames);
        return "image " + Words.printable(image.getName()) + " (" + image.getUuid() + "): "
                + Words.constant(image.getStatus()) + ", " + Words.constant(image.getState()) + ", "
                + image.getFormat() + ", " + Words.bytes(image.getSizeBytes()) + (on.isEmpty() ? "" : ", on " + on);
    }

    /** The line, and the receipt below it. */
    public static List<String> withReceipt(Image image, Receipt receipt, Map<String, String> storageNames) {
        var lines = new ArrayList<String>();
        lines.add(line(image, storageNames));
        lines.addAll(ReceiptText.lines(receipt));
        return lines;
    }

    /** The names of the storages on which it lies, with what is unusual there. */
    static String places(Image image, Map<String, String> storageNames) {
        return String.join(
                ", ",
                image.getBackupStorageRefsList().stream()
                        .map(ref -> place(ref, storageNames)
                                + (ref.getStatus() == image.getStatus()
                                        ? ""
                                        : " (" + Words.constant(ref.getStatus()) + ")"))
                        .toList());
    }

    static List<String> details(Image image, Map<String, String> storageNames) {
        var details = new Details()
                .add("name", image.getName())
                .add("uuid", image.getUuid())
                .add("description", image.getDescription())
                .add("state", Words.constant(image.getState()))
                .add("status", Words.constant(image.getStatus()))
                .add("media type", Words.constant(image.getMediaType()))
                .add("format", image.getFormat())
                .add("size", exactly(image.getSizeBytes()))
                .add("actual size", exactly(image.getActualSizeBytes()))
                .add("length", exactly(image.getIdentity().getLengthBytes()))
                .add("root", image.getIdentity().getRoot())
                .add("md5", image.getMd5Sum())
                .add("url", image.getUrl())
                .add("guest", image.getGuestOsType())
                .add("platform", image.getPlatform())
                .add("architecture", image.getArchitecture())
                .addAll("system tags", image.getSystemTagsList())
                .addAll("user tags", image.getUserTagsList())
                .add("created", Words.time(image.getCreateTime()))
                .add("changed", Words.time(image.getUpdateTime()));
        image.getBackupStorageRefsList()
                .forEach(ref -> details.add(
                        "on",
                        place(ref, storageNames) + ": " + Words.constant(ref.getStatus()) + ", "
                                + ref.getInstallPath()));
        return details.lines();
    }

    private static String exactly(long bytes) {
        return Words.bytes(bytes) + (bytes < 1024 ? "" : " (" + bytes + " bytes)");
    }

    private static String place(ImageBackupStorageRef ref, Map<String, String> storageNames) {
        return Words.printable(storageNames.getOrDefault(ref.getBackupStorageUuid(), ref.getBackupStorageUuid()));
    }
}
