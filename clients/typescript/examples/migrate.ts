// Adds a disk image to one storage, migrates it to another with a bar that moves, and prints the receipt.
//
//     npm run example -- DISK.qcow2 SOURCE DESTINATION
//
// SOURCE and DESTINATION are names of storages. Server and account come from the environment, see README.md.

import { basename } from "node:path";
import { toJsonString } from "@bufbuild/protobuf";
import { connect, ImageService, type Longshore, LongshoreError, ReceiptSchema } from "@longshore/client";

const BAR_CELLS = 40;
let drawn = "";

/** Draws a bar in place of the one before of the same step; on something that is no terminal, each on a line of its own. */
function bar(step: string, done: number, total: number): void {
  const part = total === 0 ? 0 : done / total;
  const filled = Math.floor(BAR_CELLS * part);
  const text = `${step.padEnd(8)}${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)} ${Math.floor(100 * part)
    .toString()
    .padStart(3)} %`;
  if (process.stdout.isTTY) {
    process.stdout.write(`${drawn !== "" && !drawn.startsWith(step) ? "\n" : "\r"}${text}`);
  } else if (text.slice(0, 8 + filled) !== drawn.slice(0, 8 + filled) || drawn === "") {
    console.log(text);
  }
  drawn = text;
}

async function storageUuid(longshore: Longshore, name: string): Promise<string> {
  const { backupStorages } = await longshore.storages.listBackupStorages({});
  const found = backupStorages.find((storage) => storage.name === name);
  if (found === undefined) {
    throw new Error(`storage: ${name} (expected: one of ${backupStorages.map((storage) => storage.name).join(", ")})`);
  }
  return found.uuid;
}

async function migrate(path: string, from: string, to: string): Promise<void> {
  await using longshore = await connect();
  const source = await storageUuid(longshore, from);
  const destination = await storageUuid(longshore, to);

  const { upload, identity } = await longshore.upload(path, {
    storage: source,
    onProgress: ({ step, doneBytes, totalBytes }) => {
      bar(step, doneBytes, totalBytes);
    },
  });
  const adding = longshore.run(ImageService.method.addImage, {
    uploadUuid: upload.uuid,
    expectedRoot: identity.root, // nothing is made of other bytes than these
    name: basename(path),
  });
  const { image } = await adding.result();

  const migration = longshore.run(ImageService.method.migrateImage, {
    imageUuid: image?.uuid,
    sourceBackupStorageUuid: source,
    destinationBackupStorageUuid: destination,
  });
  for await (const { event } of migration) {
    const step = event.case === "progress" || event.case === "stateChange" ? event.value.step : undefined;
    if (step !== undefined) {
      bar(step.name, Number(step.bytesDone), Number(step.bytesTotal ?? 0n));
    }
  }
  const { receipt } = await migration.result();
  console.log(`\nimage ${image?.uuid ?? ""} lies on ${to} now`);
  if (receipt !== undefined) {
    console.log(toJsonString(ReceiptSchema, receipt, { prettySpaces: 2 }));
  }
}

const [path, from, to] = process.argv.slice(2);
if (path === undefined || from === undefined || to === undefined) {
  console.error("usage: npm run example -- DISK.qcow2 SOURCE DESTINATION");
  process.exitCode = 2;
} else {
  try {
    await migrate(path, from, to);
  } catch (error) {
    console.error(error instanceof LongshoreError ? `${error.reason}: ${error.message}` : error);
    process.exitCode = 1;
  }
}
