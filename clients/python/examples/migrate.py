"""Adds a disk to a storage as an image, migrates it to another one with a bar that moves, and prints the receipt.

    migrate.py DISK FROM TO

FROM and TO are the storages' names; where there is none of that name, one is made in the folder `DISK.storages`.
"""

import sys
from pathlib import Path

import longshore
from longshore import v1


def main(disk: Path, source: str, destination: str) -> None:
    """Does it; `longshore.connect` finds server and account in the environment."""
    with longshore.connect() as client:
        storages = [storage(client, name, disk) for name in (source, destination)]

        sent = client.upload(disk, storages[0], listener=lambda done, total, _: bar("upload", done, total))
        # With the root, nothing is made of other bytes than these.
        add = v1.AddImageRequest(upload_uuid=sent.upload.uuid, expected_root=sent.identity.root, name=disk.name)
        image = client.follow(add).result().add_image_result.image
        print(f"\nimage {image.uuid}: {image.size_bytes:,} bytes on {source}")

        request = v1.MigrateImageRequest(
            image_uuid=image.uuid,
            source_backup_storage_uuid=storages[0],
            destination_backup_storage_uuid=storages[1],
        )
        with client.follow(request) as watch:
            for event in watch:
                step = event.progress.step if event.HasField("progress") else event.state_change.step
                if step.HasField("bytes_total"):
                    bar(step.name, step.bytes_done, step.bytes_total)
                if step.HasField("end_time"):
                    print()
            receipt = watch.result().migrate_image_result.receipt
        print(f"migrated to {destination}, task {watch.uuid}; the receipt:\n\n{receipt}")


def storage(client: longshore.Client, name: str, disk: Path) -> str:
    """The uuid of the storage with this name."""
    named = v1.Condition(field="name", op=v1.OPERATOR_EQ, values=[name])
    found = client.storages.ListBackupStorages(v1.ListBackupStoragesRequest(conditions=[named])).backup_storages
    if found:
        return found[0].uuid
    folder = disk.resolve().with_name(f"{disk.name}.storages") / name
    request = v1.CreateBackupStorageRequest(name=name, file=v1.FileLocation(path=str(folder)))
    return client.storages.CreateBackupStorage(request).backup_storage.uuid


def bar(what: str, done: int, total: int) -> None:
    """Draws a bar over the one before."""
    filled = 40 * done // total if total else 40
    print(f"\r{what:8} [{'#' * filled:40}] {done / (1 << 20):8.1f} MiB", end="", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 4:  # noqa: PLR2004
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    except (longshore.LongshoreError, OSError) as error:
        sys.exit(f"migrate.py: {error}")
